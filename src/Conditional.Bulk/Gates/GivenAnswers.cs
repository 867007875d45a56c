namespace Conditional.Bulk;

/// <summary>Answers that the database gave already, for all items of a window at once.</summary>
/// <param name="Exists">For each question whether there is a row.</param>
/// <param name="Questions">The item's questions.</param>
/// <param name="TargetFound">Whether the item's target is there and visible.</param>
internal sealed record GivenAnswers(IReadOnlyList<bool> Exists, List<(GateLeaf Leaf, int Question)> Questions, bool TargetFound)
    : IGateAnswers
{
    public ValueTask<GateVerdict> OfAsync(GateLeaf leaf, CancellationToken cancellationToken) =>
        ValueTask.FromResult(leaf.Verdict(Exists[Questions.Find(asked => asked.Leaf == leaf).Question], TargetFound));
}
