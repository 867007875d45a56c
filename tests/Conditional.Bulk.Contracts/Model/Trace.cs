namespace Conditional.Bulk.Contracts.Model;

/// <param name="Outcomes">For each item, the outcomes that the contract allows.</param>
/// <param name="After">The rows after the call, as <see cref="World.Lines"/>.</param>
internal sealed record ExpectedStep(IReadOnlyList<IReadOnlyList<string>> Outcomes, IReadOnlyList<string> After);

/// <param name="Steps">One for each call.</param>
/// <param name="Final">What is committed at the end.</param>
internal sealed record ExpectedTrace(IReadOnlyList<ExpectedStep> Steps, IReadOnlyList<string> Final);

/// <param name="Outcomes">For each item, its outcome.</param>
/// <param name="After">The rows after the call.</param>
internal sealed record ObservedStep(IReadOnlyList<string> Outcomes, IReadOnlyList<string> After);

/// <summary>What an engine did with a case.</summary>
/// <param name="Steps">One for each call.</param>
/// <param name="Final">What is committed at the end.</param>
internal sealed record ObservedTrace(IReadOnlyList<ObservedStep> Steps, IReadOnlyList<string> Final)
{
    /// <summary>The first difference from what the contract says; null if there is none.</summary>
    public string? DifferenceFrom(ExpectedTrace expected)
    {
        for (var call = 0; call < expected.Steps.Count; call++)
        {
            var (wanted, got) = (expected.Steps[call], Steps[call]);
            if (wanted.Outcomes.Count != got.Outcomes.Count)
            {
                return $"call {call} has {got.Outcomes.Count} outcomes ({got.Outcomes[0]}), not {wanted.Outcomes.Count}";
            }

            for (var item = 0; item < wanted.Outcomes.Count; item++)
            {
                if (wanted.Outcomes[item].Contains(got.Outcomes[item])) continue;
                var allowed = string.Join("' or '", wanted.Outcomes[item]);
                return $"call {call}, item {item}: '{got.Outcomes[item]}', expected '{allowed}'";
            }

            if (Difference(wanted.After, got.After) is { } rows) return $"after call {call}: {rows}";
        }

        return Difference(expected.Final, Final) is { } final ? $"at the end: {final}" : null;
    }

    /// <summary>The first difference from what another engine did; null if there is none.</summary>
    public string? DifferenceFrom(ObservedTrace other) => DifferenceFrom(new ExpectedTrace(
        [.. other.Steps.Select(step => new ExpectedStep(Exactly(step.Outcomes), step.After))], other.Final));

    private static string? Difference(IReadOnlyList<string> wanted, IReadOnlyList<string> got) =>
        wanted.SequenceEqual(got) ? null : $"rows {Bracketed(got)}, expected {Bracketed(wanted)}";

    private static IReadOnlyList<IReadOnlyList<string>> Exactly(IEnumerable<string> outcomes) =>
        [.. outcomes.Select(outcome => new[] { outcome })];

    private static string Bracketed(IEnumerable<string> lines) => $"[{string.Join("; ", lines)}]";
}
