using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using Conditional.Bulk.Infrastructure;
using Npgsql;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>What the server answered, in what the driver throws.</summary>
internal static class ServerErrors
{
    /// <summary>Errors of statements, in the order of the statements.</summary>
    /// <returns>At least one error; null if the exception is, or holds, anything else.</returns>
    public static IReadOnlyList<PostgresException>? Of(Exception exception) => exception switch
    {
        PostgresException error => [error],

        // Of statements between which the batch goes on: several can fail, and the driver collects what it met.
        NpgsqlException { InnerException: AggregateException several } when several.InnerExceptions.All(inner => inner is PostgresException) =>
            [.. several.InnerExceptions.Cast<PostgresException>()],
        _ => null,
    };

    /// <summary>
    /// Whether a prepared statement was made for a table that has changed since. The statement is nobody's error: it succeeds
    /// when it is sent again. https://github.com/npgsql/npgsql/blob/v10.0.3/src/Npgsql/NpgsqlDataReader.cs#L569
    /// </summary>
    public static bool IsStalePlan(Exception exception) =>
        exception is PostgresException answer && SqlStates.Describe(answer).Scope == DatabaseErrorScope.Statement;

    /// <summary>Throws a cancellation as such, and all else as it is.</summary>
    [DoesNotReturn]
    public static void Throw(Exception exception, CancellationToken cancellationToken)
    {
        if (exception is not OperationCanceledException && cancellationToken.IsCancellationRequested && IsCancelled(exception))
        {
            throw new OperationCanceledException(new OperationCanceledException().Message, exception, cancellationToken);
        }

        ExceptionDispatchInfo.Throw(exception);
    }

    private static bool IsCancelled(Exception exception) => Holds(exception, inner =>
        inner is OperationCanceledException or PostgresException { SqlState: PostgresErrorCodes.QueryCanceled });

    private static bool Holds(Exception exception, Func<Exception, bool> predicate) =>
        predicate(exception)
        || (exception is AggregateException several
            ? several.InnerExceptions.Any(inner => Holds(inner, predicate))
            : exception.InnerException is { } cause && Holds(cause, predicate));
}
