namespace Conditional.Bulk.Infrastructure;

/// <summary>
/// The rows of a gate or target cannot be locked, so what the gate said could be false by the time of the commit. It ends the
/// whole call, and nothing of it is kept.
/// </summary>
public sealed class CannotLockException : NotSupportedException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What cannot be locked, and what to do about it.</param>
    /// <param name="innerException">What the database said, or null.</param>
    public CannotLockException(string message, Exception? innerException = null) : base(message, innerException)
    {
    }

    /// <summary>The tables whose rows were to be locked, as the model names them; empty where they are not known.</summary>
    public IReadOnlyList<(string Name, string? Schema)> Tables { get; init; } = [];
}
