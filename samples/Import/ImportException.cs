namespace Import;

/// <summary>The import cannot go on; the message is for the user.</summary>
public sealed class ImportException(string message, Exception? innerException = null) : Exception(message, innerException);
