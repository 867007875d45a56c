namespace Conditional.Bulk.Infrastructure;

/// <summary>
/// What one condition of a gate asks the database for one item. Equal to another question only if the database is asked exactly the
/// same: the same SQL with the same parameters, as they are sent.
/// </summary>
public abstract class GateQuestion
{
    /// <summary>
    /// The tables that the query reads, one entry for each mention; null if that cannot be told, as where it reads a view or function.
    /// </summary>
    public abstract IReadOnlyList<(string Name, string? Schema)>? Tables { get; }

    /// <inheritdoc />
    public abstract override bool Equals(object? obj);

    /// <inheritdoc />
    public abstract override int GetHashCode();
}
