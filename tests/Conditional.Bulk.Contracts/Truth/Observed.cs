namespace Conditional.Bulk.Contracts.Truth;

/// <summary>What came of a batch.</summary>
/// <param name="Outcomes">For each item: its kind, and all that the result says.</param>
/// <param name="Rows">All committed rows, sorted.</param>
/// <param name="SpecCalls">How often each spec was called; null where the call threw.</param>
/// <param name="Thrown">What the verb threw.</param>
/// <param name="Stored">How many rows of the written entity type there are.</param>
/// <param name="Lies">Where results and rows contradict each other.</param>
internal sealed record Observed(
    IReadOnlyList<ItemOutcome> Outcomes,
    IReadOnlyList<string> Rows,
    IReadOnlyList<int> SpecCalls,
    string? Thrown,
    int Stored,
    IReadOnlyList<string> Lies)
{
    public string Kinds => Thrown is null ? string.Join(", ", Outcomes.Select(outcome => outcome.Kind)) : $"threw {Thrown}";

    /// <summary>The differences from another way to write the same batch.</summary>
    /// <param name="other">The other.</param>
    /// <param name="withTexts">Whether the texts of exceptions count, too.</param>
    public IEnumerable<string> DifferencesFrom(Observed other, bool withTexts)
    {
        if (Thrown != other.Thrown) yield return $"{Kinds}, expected {other.Kinds}";

        foreach (var (got, wanted, index) in Outcomes.Zip(other.Outcomes, Enumerable.Range(0, Outcomes.Count)))
        {
            if (got.Result != wanted.Result) yield return $"item {index} is {got.Result}, expected {wanted.Result}";
            else if (withTexts && got.Texts != wanted.Texts) yield return $"item {index} says {got.Texts}, expected {wanted.Texts}";
        }

        if (!SpecCalls.SequenceEqual(other.SpecCalls))
        {
            yield return $"specs were called [{string.Join(", ", SpecCalls)}] times, expected [{string.Join(", ", other.SpecCalls)}]";
        }

        if (!Rows.SequenceEqual(other.Rows))
        {
            yield return $"rows are missing [{string.Join("; ", other.Rows.Except(Rows))}], "
                + $"not expected [{string.Join("; ", Rows.Except(other.Rows))}]";
        }
    }
}

/// <param name="Kind">The kind of failure, or "ok".</param>
/// <param name="Result">All that the result says, but for texts of exceptions.</param>
/// <param name="Texts">The texts of its exceptions.</param>
internal sealed record ItemOutcome(string Kind, string Result, string Texts)
{
    public static ItemOutcome Of<TEntity>(DbContext context, ItemResult<TEntity> item, int index) where TEntity : class
    {
        if (item.Index != index) return new($"the result of item {item.Index}", "", "");
        if (item.IsSuccess) return new("ok", $"ok {RowText.Graph(context.Model, item.Entity)}", "");

        var failure = item.Failure;
        var facts = $"{failure.Kind} {failure.ConstraintName} {failure.TableName} ({string.Join(", ", failure.ColumnNames)}) "
            + $"{failure.SqlState} {failure.Message}{(failure.Index == index ? "" : $" of item {failure.Index}")}"
            + (failure.Current is { } current ? $" current {RowText.Graph(context.Model, current)}" : "");
        var texts = Chain(failure.Exception).Select(one => $"{one.GetType().Name}: {one.Message}");
        return new($"{failure.Kind}", facts, string.Join(" <- ", texts));
    }

    private static IEnumerable<Exception> Chain(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException) yield return exception;
    }
}
