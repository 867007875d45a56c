using Conditional.Bulk.Infrastructure;
using Npgsql;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>The server's reasons not to lock a row.</summary>
internal static class LockRefusal
{
    /// <returns>Null if the answer is about something else.</returns>
    public static CannotLockException? Of(string subject, Exception exception, string wayOut) =>
        exception is PostgresException answer && !ServerErrors.IsStalePlan(answer) && ReasonOf(answer) is { } reason
            ? new CannotLockException(subject + reason + wayOut, exception)
            : null;

    private static string? ReasonOf(PostgresException answer) => answer.SqlState switch
    {
        // The server says the same whichever privilege is missing.
        PostgresErrorCodes.InsufficientPrivilege =>
            "a row lock needs the SELECT privilege and the UPDATE privilege on the table, and the role of this connection lacks a privilege "
            + $"(42501: {answer.MessageText}).",
        PostgresErrorCodes.FeatureNotSupported or PostgresErrorCodes.WrongObjectType =>
            $"the server does not take the lock clause there ({answer.SqlState}: {answer.MessageText}"
            + $"{(answer.Hint is { } hint ? $"; {hint}" : "")}).",
        _ => null,
    };
}
