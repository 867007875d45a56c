namespace Conditional.Bulk;

/// <summary>What was done for an item that succeeded.</summary>
/// <remarks>
/// The branch that ran, not what an interceptor made of it: a purge that an interceptor turns into an update of a column is
/// <see cref="Purged"/>.
/// </remarks>
public enum WriteAction
{
    /// <summary>Nothing: the item failed. Also the action of a result that was made by hand without one.</summary>
    None = 0,

    /// <summary>A row was created, with its graph.</summary>
    Created,

    /// <summary>A row was changed, or something along with the row: a row of its graph, or a row that an interceptor added.</summary>
    Updated,

    /// <summary>An update, or an upsert of a row that is there, changed nothing: EF had nothing to send.</summary>
    Unchanged,

    /// <summary>A row was deleted.</summary>
    Purged,
}
