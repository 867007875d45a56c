using Conditional.Bulk.Infrastructure;
using Npgsql;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>
/// What failed in a batch, some of whose pieces have no end of their own: an error there makes all that follows fail, too, without a meaning.
/// </summary>
internal static class BatchErrors
{
    /// <summary>The errors that mean something, in order.</summary>
    /// <returns>The positions of the statements that failed, with the errors.</returns>
    /// <exception cref="Exception">An error of the call, or a cancellation, or the connection was lost.</exception>
    public static List<(int Position, PostgresException Error)> Of(StatementBatch batch, Exception exception, CancellationToken cancellationToken)
    {
        var errors = ServerErrors.Of(exception);
        var positions = FirstOfPieces(batch);
        if (errors is null || !batch.IsConnected || cancellationToken.IsCancellationRequested || positions.Count != errors.Count)
        {
            ServerErrors.Throw(exception, cancellationToken);
        }

        var failures = new List<(int, PostgresException)>();
        var isVoid = false;
        for (var i = 0; i < errors.Count; i++)
        {
            if (failures.Count > 0 && errors[i].SqlState is PostgresErrorCodes.InFailedSqlTransaction or PostgresErrorCodes.InvalidSavepointSpecification)
            {
                isVoid = true;
            }
            else if (SqlStates.Describe(errors[i]).Scope != DatabaseErrorScope.Item)
            {
                ServerErrors.Throw(errors[i], cancellationToken);
            }

            if (!isVoid) failures.Add((positions[i], errors[i]));
        }

        return failures;
    }

    /// <summary>Whether the driver gave up waiting.</summary>
    public static bool IsTimeout(Exception exception) => exception is NpgsqlException { InnerException: TimeoutException };

    private static List<int> FirstOfPieces(StatementBatch batch)
    {
        var positions = new List<int>();
        var isFailed = false;
        for (var i = 0; i < batch.Statements.Count; i++)
        {
            if (!isFailed && !StatementBatch.IsExecuted(batch.Statements[i]))
            {
                isFailed = true;
                positions.Add(i);
            }

            if (batch.Statements[i].AppendErrorBarrier is true) isFailed = false;
        }

        return positions;
    }
}
