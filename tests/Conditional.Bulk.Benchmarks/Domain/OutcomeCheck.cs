namespace Conditional.Bulk.Benchmarks;

/// <summary>Compares what a way reported, and the rows it left, with what the workload expects.</summary>
internal sealed class OutcomeCheck(Way way, Workload workload)
{
    private readonly Work _work = workload.Work;

    /// <exception cref="WrongOutcomeException">Something differs.</exception>
    public async Task VerifyAsync(IReadOnlyList<Report> reports, BenchmarkDb db, CancellationToken cancellationToken)
    {
        VerifyOutcomes(reports);
        var rows = await _work.ReadRowsAsync(db).ToHashSetAsync(cancellationToken: cancellationToken);
        VerifyRows(rows);
        VerifyEntities(reports, rows);
    }

    private void VerifyOutcomes(IReadOnlyList<Report> reports)
    {
        Require(reports.Count == workload.Count, $"{reports.Count} outcomes");
        for (var i = 0; i < reports.Count; i++)
        {
            var expected = workload.Expected[i];
            var wanted = way.TellsReasons || expected == Outcome.Written ? expected : Outcome.NotWritten;
            Require(reports[i].Outcome == wanted, $"item {i} is {reports[i].Outcome}, expected {wanted}");
        }
    }

    private void VerifyRows(HashSet<Row> rows)
    {
        var missing = _work.RowsAfter(workload).ToHashSet();
        var unexpected = rows.Count(row => !missing.Remove(Comparable(row)));
        Require(missing.Count + unexpected == 0, $"{missing.Count} expected rows are missing, and {unexpected} others are there");
    }

    /// <summary>What a way hands back is the item's own, and says what the database has, keys that it made included.</summary>
    private void VerifyEntities(IReadOnlyList<Report> reports, HashSet<Row> rows)
    {
        for (var i = 0; i < reports.Count; i++)
        {
            if (reports[i].Entity is not { } entity) continue;

            var row = _work.ToRow(entity);
            Require(Comparable(row) == _work.RowHandedBack(workload, i), $"item {i} has the entity {row}");
            Require(rows.Contains(row) == _work.LeavesRow(workload.Drafts[i]), $"of the entity of item {i}, the database says otherwise: {row}");
        }
    }

    private Row Comparable(Row row) => _work.DatabaseMakesKeys ? row.WithoutKeys() : row;

    private void Require(bool condition, FormattableString otherwise)
    {
        if (!condition) throw new WrongOutcomeException($"{way.Name}, {_work.Name}, {workload.Count} items: {otherwise}.");
    }
}

/// <summary>A way did not do what it is measured for.</summary>
internal sealed class WrongOutcomeException(string message) : Exception(message);
