namespace Conditional.Bulk;

/// <summary>Settings that only PostgreSQL has.</summary>
public sealed record NpgsqlBulkOptions
{
    /// <summary>
    /// Checks deferred constraints at the end of each item, so that a violation is that item's failure. False by default: they are
    /// checked at COMMIT, which then fails as a whole.
    /// </summary>
    /// <remarks>
    /// Costs one round trip for each item, which is then written by itself, and deferred triggers run twice. The modes that
    /// <c>SET CONSTRAINTS</c> set before are kept.
    /// </remarks>
    public bool CheckDeferredConstraints { get; init; }

    /// <summary>
    /// Prepares the statements that write a window's items on the server, once for each connection and distinct statement. False by default.
    /// </summary>
    /// <remarks>
    /// Saves the server parsing and planning. Prepared statements live as long as the connection: leave it off behind a pooler that hands
    /// out connections by transaction, unless that tracks prepared statements.
    /// </remarks>
    public bool PrepareStatements { get; init; }
}
