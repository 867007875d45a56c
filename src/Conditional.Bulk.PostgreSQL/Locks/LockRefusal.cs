using Conditional.Bulk.Infrastructure;
using Npgsql;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>The server's reasons not to lock a row.</summary>
internal static class LockRefusal
{
    /// <summary>All that the server tells; which privilege it is takes a query.</summary>
    public const string MissingPrivilege =
        "row locks need a privilege that the role of this connection lacks (42501): SELECT on what is read, and UPDATE on each table.";

    /// <returns>Null if the answer is about something else.</returns>
    public static CannotLockException? Of(
        string subject, Exception exception, string wayOut, IReadOnlyList<(string Name, string? Schema)> tables) =>
        exception is PostgresException answer && !ServerErrors.IsStalePlan(answer) && ReasonOf(answer) is { } reason
            ? new CannotLockException(subject + reason + wayOut, exception) { Tables = tables }
            : null;

    private static string? ReasonOf(PostgresException answer) => answer.SqlState switch
    {
        PostgresErrorCodes.InsufficientPrivilege => MissingPrivilege,
        PostgresErrorCodes.FeatureNotSupported or PostgresErrorCodes.WrongObjectType =>
            $"the server does not take the lock clause there ({answer.SqlState}: {answer.MessageText}"
            + $"{(answer.Hint is { } hint ? $"; {hint}" : "")}).",
        _ => null,
    };
}
