using Microsoft.EntityFrameworkCore;

namespace Conditional.Bulk;

/// <summary>The row to update or purge is not there, or a query filter hides it. Nothing was written.</summary>
public sealed class ConditionalWriteTargetNotFoundException : DbUpdateException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What was not found.</param>
    public ConditionalWriteTargetNotFoundException(string message) : base(message)
    {
    }
}
