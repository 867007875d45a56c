namespace Conditional.Bulk.Benchmarks;

/// <summary>One of the ways to write many items.</summary>
internal abstract class Way(string name) : INamed
{
    public string Name { get; } = name;

    public virtual bool NeedsPostgreSql => false;

    /// <summary>Whether the good items are kept if others fail.</summary>
    public virtual bool IsolatesItems => true;

    /// <summary>Whether it tells why an item was not written.</summary>
    public virtual bool TellsReasons => true;

    /// <summary>Whether the time of an item grows with the number of items before it.</summary>
    public virtual bool IsQuadratic => false;

    /// <summary>Whether the application's interceptors see what is written.</summary>
    public virtual bool UsesSaveChanges => true;

    /// <summary>Whether it can do this work.</summary>
    public virtual bool CanDo(Work work) => true;

    /// <summary>Writes the items in one transaction of its own, with all that a caller would have to do for each call.</summary>
    /// <returns>What became of each item, in order.</returns>
    public abstract Task<IReadOnlyList<Report>> RunAsync(
        Endpoint endpoint, Workload workload, CancellationToken cancellationToken);
}
