using Npgsql;

namespace Conditional.Bulk.Benchmarks;

/// <summary>
/// One statement for all rows, written by hand. Tells which rows were written, but not why others were not, and survives only the
/// violations that it was written for.
/// </summary>
internal sealed class SetBasedWay() : Way("set-based")
{
    public override bool NeedsPostgreSql => true;

    public override bool TellsReasons => false;

    public override bool UsesSaveChanges => false;

    public override bool CanDo(Work work) => work is ISetBasedWork;

    public override async Task<IReadOnlyList<Report>> RunAsync(
        Endpoint endpoint, Workload workload, CancellationToken cancellationToken)
    {
        var work = (ISetBasedWork)workload.Work;
        await using var connection = new NpgsqlConnection(endpoint.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(work.SetBasedSql, connection, transaction);
        foreach (var array in work.SetBasedArrays(workload.Drafts)) command.Parameters.Add(new() { Value = array });
        var written = await ReadScopeIdsAsync(command, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return
        [
            .. workload.Drafts.Select(draft => written.Contains(draft.ScopeId) ? Outcome.Written : Outcome.NotWritten)
                .Select(outcome => new Report(outcome)),
        ];
    }

    private static async Task<HashSet<string>> ReadScopeIdsAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        var scopeIds = new HashSet<string>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken)) scopeIds.Add(reader.GetString(0));
        return scopeIds;
    }
}

/// <summary>Work that one statement can do.</summary>
internal interface ISetBasedWork
{
    /// <summary>Takes arrays, and returns the scope of each item that it wrote, which no two of these items share.</summary>
    string SetBasedSql { get; }

    IEnumerable<Array> SetBasedArrays(IReadOnlyList<Draft> drafts);
}

internal static class DraftArrays
{
    /// <summary>Name, scope, its id and document.</summary>
    public static IEnumerable<Array> ToColumns(this IReadOnlyList<Draft> drafts) =>
    [
        drafts.Select(draft => draft.Name).ToArray(),
        drafts.Select(draft => (int)draft.Scope).ToArray(),
        drafts.Select(draft => draft.ScopeId).ToArray(),
        drafts.Select(draft => draft.Document).ToArray(),
    ];
}
