using System.Collections.Concurrent;

namespace Conditional.Bulk.Contracts.Model;

/// <summary>What was run, and what came of it.</summary>
internal sealed class Tally
{
    private readonly ConcurrentDictionary<string, int> _outcomes = [];
    private int _cases;
    private int _batches;
    private int _items;
    private string? _firstSeed;

    public void Add(ModelCase test)
    {
        Interlocked.Increment(ref _cases);
        Interlocked.Add(ref _batches, test.Calls.Count);
        Interlocked.Add(ref _items, test.ItemCount);
        Interlocked.CompareExchange(ref _firstSeed, test.CsCheckSeed, null);
    }

    public void Add(ObservedTrace trace)
    {
        foreach (var outcome in trace.Steps.SelectMany(step => step.Outcomes))
        {
            var kind = outcome.Split(':', ' ')[0];
            _outcomes.AddOrUpdate(kind, 1, (_, count) => count + 1);
        }
    }

    /// <summary>A generator that no longer reaches a kind of outcome would make the test a weaker one, unseen.</summary>
    public void ShouldHold(int batches, TestProvider provider)
    {
        _batches.Should().BeGreaterThanOrEqualTo(batches);
        WriteFailureKind[] kinds =
        [
            WriteFailureKind.NotAllowed,
            WriteFailureKind.TargetNotFound,
            WriteFailureKind.UniqueViolation,
            WriteFailureKind.ForeignKeyViolation,
            WriteFailureKind.CheckViolation,
            WriteFailureKind.NotNullViolation,
            WriteFailureKind.SpecFailed,
            WriteFailureKind.Other,
            WriteFailureKind.NotAttempted,
            provider.TellsConstraints ? WriteFailureKind.InvalidValue : WriteFailureKind.RestrictViolation,
        ];
        _outcomes.Keys.Should().Contain(kinds.Select(kind => $"{kind}").Append(Outcome.Succeeded));
        _outcomes.ContainsKey(Outcome.RefusedCall).Should().Be(provider.LocksRows);
    }

    public override string ToString()
    {
        var outcomes = _outcomes.OrderByDescending(outcome => outcome.Value)
            .Select(outcome => $", {outcome.Key} {outcome.Value}");
        return $"{_batches} batches with {_items} items in {_cases} cases, the first one from seed {_firstSeed}"
            + string.Concat(outcomes);
    }
}
