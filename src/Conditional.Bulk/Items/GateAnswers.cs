using Conditional.Bulk.Infrastructure;

namespace Conditional.Bulk;

/// <summary>Answers the conditions of the gate of one item.</summary>
/// <param name="session">Asks what was not asked yet.</param>
/// <param name="questions">What the item's gate asks.</param>
/// <param name="exists">What the database answered to the first questions; the others are asked when their turn comes.</param>
/// <param name="targetFound">Whether the item's target is there and visible.</param>
internal sealed class GateAnswers(WriteSession session, ItemQuestions questions, IReadOnlyList<bool> exists, bool targetFound) : IGateAnswers
{
    public bool TargetFound => targetFound;

    public async ValueTask<GateVerdict> OfAsync(GateLeaf leaf, CancellationToken cancellationToken)
    {
        if (leaf is TargetGate && !targetFound) return GateVerdict.Unknown;

        var (question, position) = questions.Of(leaf);
        if (position < exists.Count) return leaf.Verdict(exists[position]);

        var answers = await session.AskAsync([], [question], cancellationToken).ConfigureAwait(false);
        return leaf.Verdict(answers.Exists[0]);
    }
}
