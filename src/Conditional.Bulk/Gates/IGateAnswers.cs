namespace Conditional.Bulk;

/// <summary>Answers the conditions of the gate of one item.</summary>
internal interface IGateAnswers
{
    /// <exception cref="Exception">The condition cannot be translated or evaluated.</exception>
    ValueTask<GateVerdict> OfAsync(GateLeaf leaf, CancellationToken cancellationToken);
}
