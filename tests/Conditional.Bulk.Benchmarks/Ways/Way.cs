namespace Conditional.Bulk.Benchmarks;

/// <summary>One of the ways to create many rows.</summary>
internal abstract class Way(string name)
{
    public string Name { get; } = name;

    public virtual bool NeedsPostgreSql => false;

    /// <summary>Whether the good items are kept if others fail.</summary>
    public virtual bool IsolatesItems => true;

    /// <summary>Whether it tells why an item was not written.</summary>
    public virtual bool TellsReasons => true;

    /// <summary>Whether the time of an item grows with the number of items before it.</summary>
    public virtual bool IsQuadratic => false;

    /// <summary>Creates the rows in one transaction of its own, with all that a caller would have to do for each call.</summary>
    /// <returns>What became of each item, in order.</returns>
    public abstract Task<IReadOnlyList<Outcome>> RunAsync(
        Endpoint endpoint, IReadOnlyList<Draft> drafts, CancellationToken cancellationToken);
}
