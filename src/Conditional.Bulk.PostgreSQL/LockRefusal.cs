using Npgsql;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>Tells the errors of a lock statement that say that its rows cannot be locked.</summary>
internal static class LockRefusal
{
    /// <summary>All that the server tells; which one it is takes a query.</summary>
    public const string MissingPrivilege =
        "row locks need a privilege that the role of this connection lacks (42501): SELECT on what is read, and UPDATE on each table.";

    /// <returns>Why, as a sentence; null if the error says something else.</returns>
    public static string? ReasonOf(Exception exception) => exception switch
    {
        UnlockedTableException foreign =>
            $"the rows of the foreign table '{foreign.Table}' are not locked, since its foreign data wrapper does not lock rows.",
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } => MissingPrivilege,
        PostgresException { SqlState: PostgresErrorCodes.WrongObjectType } refusal =>
            $"rows of this kind of relation cannot be locked ({Said(refusal)}).",
        PostgresException { SqlState: PostgresErrorCodes.FeatureNotSupported } refusal when !SqlStates.IsStalePlan(refusal) =>
            $"the server does not take the lock clause there ({Said(refusal)}).",
        _ => null,
    };

    private static string Said(PostgresException refusal) =>
        $"{refusal.SqlState}: {refusal.MessageText}" + (refusal.Hint is { Length: > 0 } hint ? $"; hint: {hint}" : "");
}

/// <summary>A table whose rows the lock clause leaves unlocked, without an error of the server.</summary>
internal sealed class UnlockedTableException(string table) : Exception($"The rows of the foreign table '{table}' are not locked.")
{
    public string Table => table;
}
