namespace Conditional.Bulk.Contracts.Truth;

/// <summary>A batch, and what must come of it in every setting.</summary>
public sealed record Batch<TEntity> where TEntity : class
{
    /// <summary>Makes the items anew for each run: instances and counters that they share are those of one run.</summary>
    public required Func<IReadOnlyList<BatchItem<TEntity>>> Items { get; init; }

    /// <summary>Makes the rows that are there before.</summary>
    public Func<IEnumerable<object>>? Seed { get; init; }

    /// <summary>
    /// For each item "ok", a kind, several kinds with "|" between them, or "failed" for any; null where the reference says it.
    /// </summary>
    public IReadOnlyList<string>? Outcomes { get; init; }

    /// <summary>What <see cref="TruthTests{TContext}.RowsAsync"/> reads afterwards; null where the reference says it.</summary>
    public IReadOnlyList<string>? Rows { get; init; }

    /// <summary>Whether the verb must throw <see cref="Conditional.Bulk.Infrastructure.CannotLockException"/>.</summary>
    public bool IsRefused { get; init; }

    /// <summary>
    /// Whether each returned entity is what a fresh connection reads by its key, unless a later item of the batch changes it.
    /// </summary>
    public bool ReturnsWhatIsStored { get; init; } = true;

    /// <summary>Whether all settings must give the same; if not, each must only be true in itself.</summary>
    public bool IsAsTheReference { get; init; } = true;

    /// <summary>Whether the texts of exceptions must be the same, too.</summary>
    public bool SameTexts { get; init; }

    /// <summary>Further options of the contexts.</summary>
    public Action<DbContextOptionsBuilder>? Configure { get; init; }

    /// <summary>The settings; all of the provider if null.</summary>
    public IReadOnlyList<EngineSetting>? Settings { get; init; }
}
