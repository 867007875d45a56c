using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Conditional.Bulk.Contracts.Model;

/// <summary>Adds one row that says what is about to be written.</summary>
internal sealed class Auditor : SaveChangesInterceptor
{
    /// <summary>What stands in the row, in whatever order EF tracks the entities; null if there is nothing to say.</summary>
    public static string? Text(IEnumerable<(string State, object Entity)> written)
    {
        var lines = written.Select(change => $"{change.State} {Rows.Name(change.Entity)}").Order(StringComparer.Ordinal).ToList();
        return lines.Count is 0 ? null : string.Join(", ", lines);
    }

    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        var written = eventData.Context!.ChangeTracker.Entries()
            .Where(entry => entry.State is EntityState.Added or EntityState.Modified or EntityState.Deleted)
            .Select(entry => ($"{entry.State}", entry.Entity));
        if (Text(written) is { } text) eventData.Context.Add(new AuditRow { Text = text });
        return ValueTask.FromResult(result);
    }
}
