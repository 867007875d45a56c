namespace Conditional.Bulk.PostgreSQL;

/// <summary>The driver could not send a value, and the transaction knows nothing of it.</summary>
internal sealed class UnsentException(Exception cause) : Exception(cause.Message, cause);
