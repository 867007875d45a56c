namespace Conditional.Bulk;

/// <summary>
/// The connection was lost while COMMIT was under way, and whether the transaction committed is not known. Look at the rows
/// before writing again.
/// </summary>
/// <remarks>
/// Not a <see cref="Microsoft.EntityFrameworkCore.DbUpdateException"/>: execution strategies look through that type and would
/// run the writes a second time.
/// </remarks>
public sealed class CommitOutcomeUnknownException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="innerException">What COMMIT threw.</param>
    public CommitOutcomeUnknownException(Exception innerException)
        : base(
            "The connection was lost during COMMIT, and whether the transaction committed is not known. "
            + "Look at the rows before writing again.",
            innerException)
    {
    }
}
