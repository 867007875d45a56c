using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>Checks the deferred constraints of one item, which would else fail at COMMIT and take every item along.</summary>
internal static class DeferredConstraints
{
    /// <summary>
    /// The rollback puts each constraint back to the mode it was in, and the checks back into the queue for COMMIT.
    /// https://www.postgresql.org/docs/current/sql-set-constraints.html
    /// </summary>
    private const string Check = """
        SAVEPOINT conditional_bulk_check; SET CONSTRAINTS ALL IMMEDIATE;
        ROLLBACK TO SAVEPOINT conditional_bulk_check; RELEASE SAVEPOINT conditional_bulk_check
        """;

    /// <exception cref="DbUpdateException">A deferred constraint is violated.</exception>
    public static async Task CheckAsync(DbContext context, CancellationToken cancellationToken)
    {
        try
        {
            await context.GetService<IRelationalCommandBuilderFactory>().Create().Append(Check).Build()
                .ExecuteNonQueryAsync(context.CommandArguments(), cancellationToken)
                .ConfigureAwait(false);
        }
        catch (PostgresException exception)
        {
            throw new DbUpdateException("A deferred constraint does not hold.", exception);
        }
    }
}
