namespace Conditional.Bulk;

/// <summary>Answers the conditions of the gate of one item.</summary>
internal interface IGateAnswers
{
    /// <summary>Whether the row being updated or purged exists and is visible.</summary>
    bool TargetFound { get; }

    /// <exception cref="Exception">The condition cannot be translated or evaluated.</exception>
    ValueTask<GateVerdict> OfAsync(GateLeaf leaf, CancellationToken cancellationToken);
}
