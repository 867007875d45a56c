namespace Conditional.Bulk;

/// <summary>Settings that only PostgreSQL has.</summary>
public sealed record NpgsqlBulkOptions
{
    /// <summary>
    /// Checks deferred constraints at the end of each item, so that a violation is that item's failure. False by default: they are
    /// checked at COMMIT, which then fails as a whole.
    /// </summary>
    /// <remarks>
    /// Costs one round trip for each item, and deferred triggers run twice. The modes that <c>SET CONSTRAINTS</c> set before are kept.
    /// </remarks>
    public bool CheckDeferredConstraints { get; init; }
}
