using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>
/// Writes a group in order: the items in doubt each in a savepoint, which is kept if the item succeeds; those between them in runs without savepoints
/// of their own. What becomes of an item in doubt in its place is its outcome. Statements that wait for generated values are left out.
/// </summary>
internal sealed class RunPass(
    DbContext context, RunShapes shapes, TableRanks ranks, IReadOnlyList<RecordedItem> items, IReadOnlySet<RecordedItem> inDoubt)
{
    /// <summary>What is sent after a cancellation runs on to the end.</summary>
    private const int BarriersPerBatch = 250;

    private readonly List<Part> _parts = [];

    /// <summary>The outcomes of items that failed in their place.</summary>
    public Dictionary<RecordedItem, (RecordedCommand Command, PostgresException? Error)> Failures { get; } = [];

    /// <summary>The items that turned out to be in doubt: the pass was in vain, and is to be undone.</summary>
    public List<RecordedItem> NowInDoubt { get; } = [];

    /// <summary>An item that failed in its place, but has left something behind: the pass is to be undone, and the item left out.</summary>
    public RecordedItem? NotUndone { get; private set; }

    public bool Succeeded => NowInDoubt.Count == 0 && NotUndone is null;

    /// <summary>The statements of the items that succeeded.</summary>
    public IEnumerable<GroupWork> Written => _parts
        .Where(part => !part.Items.Any(Failures.ContainsKey))
        .Select(part => new GroupWork(part.Items, part.Statements));

    /// <summary>Writes the group.</summary>
    /// <param name="before">Statements that come first.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task RunAsync(IEnumerable<string> before, CancellationToken cancellationToken)
    {
        Divide();
        List<string> first = [.. before];
        for (var next = 0; next < _parts.Count && Succeeded;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            next = await SendAsync(next, first, cancellationToken).ConfigureAwait(false);
            first.Clear();
        }

        // An empty group, or what is to be undone before it.
        if (_parts.Count > 0 || first.Count == 0) return;

        var batch = new StatementBatch(context);
        await using (batch.ConfigureAwait(false))
        {
            foreach (var sql in first) batch.Add(sql);
            await batch.ExecuteAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private void Divide()
    {
        var run = new List<RecordedItem>();
        foreach (var item in items)
        {
            if (!inDoubt.Contains(item))
            {
                run.Add(item);
                continue;
            }

            End(run);
            run = [];
            _parts.Add(new Part([item], NotLinked(GroupStatements.InOrder(item, shapes)), IsInDoubt: true));
        }

        End(run);
    }

    private void End(List<RecordedItem> run)
    {
        if (run.Count > 0) _parts.Add(new Part(run, NotLinked(GroupStatements.Together(run, shapes, ranks)), IsInDoubt: false));
    }

    private static List<GroupStatement> NotLinked(List<GroupStatement> statements) => [.. statements.Where(statement => !statement.IsLinked)];

    private async Task<int> SendAsync(int first, List<string> before, CancellationToken cancellationToken)
    {
        var batch = new StatementBatch(context);
        await using (batch.ConfigureAwait(false))
        {
            foreach (var sql in before) batch.Add(sql);
            var barriers = 0;
            var next = first;
            for (; next < _parts.Count && barriers < BarriersPerBatch; next++)
            {
                barriers += _parts[next].IsInDoubt ? 2 : 0;
                Add(batch, _parts[next]);
            }

            List<(int Position, PostgresException Error)> errors = [];
            try
            {
                await batch.ExecuteAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                errors = BatchErrors.Of(batch, exception, cancellationToken);
            }

            Judge(batch, _parts[first..next], errors);
            return next;
        }
    }

    private static void Add(StatementBatch batch, Part part)
    {
        if (part.IsInDoubt) batch.Add(RunSavepoints.Set(RunSavepoints.Item));
        foreach (var statement in part.Statements) batch.Add(statement.Create());

        if (!part.IsInDoubt) return;

        // After a success the second savepoint is rolled back to, which is empty; after a failure it was not set, and the rollback is to the first.
        batch.Add(RunSavepoints.Release(RunSavepoints.Item));
        batch.Add(RunSavepoints.Set(RunSavepoints.Item), endsPiece: true);
        batch.Add(RunSavepoints.RollBack(RunSavepoints.Item), endsPiece: true);
        batch.Add(RunSavepoints.Release(RunSavepoints.Item));
    }

    private void Judge(StatementBatch batch, IEnumerable<Part> parts, List<(int Position, PostgresException Error)> errors)
    {
        var byStatement = errors.ToDictionary(error => batch.Statements[error.Position], error => error.Error);
        foreach (var part in parts)
        {
            var failed = part.Statements.FirstOrDefault(statement => byStatement.ContainsKey(statement.Sent!));
            if (failed is not null) byStatement.Remove(failed.Sent!, out var error);

            if (!part.IsInDoubt)
            {
                if (failed is null && part.Statements.All(statement => statement.WroteAll)) continue;

                NowInDoubt.AddRange(part.Items);
                return;
            }

            var item = part.Items[0];
            if (failed is not null)
            {
                Failures[item] = (failed.Commands[0].Command, errors.First(error => ReferenceEquals(batch.Statements[error.Position], failed.Sent)).Error);
            }
            else if (part.Statements.FirstOrDefault(statement => !statement.WroteAll) is { } conflict)
            {
                Failures[item] = (conflict.Commands[0].Command, null);
                if (part.Statements.Count == 1 && conflict.Sent!.RecordsAffected == 0) continue;

                NotUndone = item;
                return;
            }
        }

        // A savepoint, say: nobody's error.
        if (byStatement.Count > 0) throw byStatement.Values.First();
    }

    private sealed record Part(IReadOnlyList<RecordedItem> Items, IReadOnlyList<GroupStatement> Statements, bool IsInDoubt);
}
