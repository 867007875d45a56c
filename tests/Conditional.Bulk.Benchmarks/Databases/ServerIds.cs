namespace Conditional.Bulk.Benchmarks;

/// <summary>How far the counters of a PostgreSQL server are, or how far something moved them.</summary>
/// <param name="Transactions">Ids of transactions, and of the savepoints that wrote or locked a row.</param>
/// <param name="Multixacts">Ids of sets of transactions that lock one row.</param>
internal sealed record ServerIds(long Transactions, long Multixacts)
{
    public static ServerIds operator -(ServerIds after, ServerIds before) =>
        new(after.Transactions - before.Transactions, after.Multixacts - before.Multixacts);
}
