namespace Conditional.Bulk.Benchmarks;

/// <summary>Compares what a way reported, and the rows it left, with what the workload expects.</summary>
internal static class OutcomeCheck
{
    /// <exception cref="WrongOutcomeException">Something differs.</exception>
    public static async Task VerifyAsync(
        Way way, IReadOnlyList<Outcome> outcomes, Workload workload, BenchmarkDb db, CancellationToken cancellationToken)
    {
        VerifyOutcomes(way, outcomes, workload.Expected);
        await VerifyRowsAsync(way, workload, db, cancellationToken);
    }

    private static void VerifyOutcomes(Way way, IReadOnlyList<Outcome> outcomes, IReadOnlyList<Outcome> expected)
    {
        if (outcomes.Count != expected.Count)
        {
            throw new WrongOutcomeException($"{way.Name}: {outcomes.Count} outcomes for {expected.Count} items.");
        }

        for (var i = 0; i < expected.Count; i++)
        {
            var wanted = way.TellsReasons || expected[i] == Outcome.Written ? expected[i] : Outcome.NotWritten;
            if (outcomes[i] == wanted) continue;

            throw new WrongOutcomeException($"{way.Name}: item {i} of {expected.Count} is {outcomes[i]}, expected {wanted}.");
        }
    }

    private static async Task VerifyRowsAsync(Way way, Workload workload, BenchmarkDb db, CancellationToken cancellationToken)
    {
        var missing = workload.RowsAfter.ToHashSet();
        var unexpected = 0;
        var rows = db.Fragments.Select(f => new Draft(f.Id, f.Name, f.Scope, f.ScopeId, f.Document)).AsAsyncEnumerable();
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            if (!missing.Remove(row)) unexpected++;
        }

        if (missing.Count + unexpected == 0) return;

        throw new WrongOutcomeException(
            $"{way.Name}: of {workload.Drafts.Count} items, {missing.Count} expected rows are missing, and {unexpected} others are there.");
    }
}

/// <summary>A way did not do what it is measured for.</summary>
internal sealed class WrongOutcomeException(string message) : Exception(message);
