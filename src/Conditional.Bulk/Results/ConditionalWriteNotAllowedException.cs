using Microsoft.EntityFrameworkCore;

namespace Conditional.Bulk;

/// <summary>The gate of a write did not hold, and named no exception of its own. Nothing was written.</summary>
public sealed class ConditionalWriteNotAllowedException : DbUpdateException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What was refused.</param>
    public ConditionalWriteNotAllowedException(string message) : base(message)
    {
    }
}
