namespace Conditional.Bulk.PostgreSQL;

/// <summary>
/// What the catalogue says of a table that is written, as far as it decides which statements commute. A partition stands for all parts
/// of its table: their facts are united.
/// </summary>
internal sealed record TableFacts
{
    /// <summary>The table's identity; of a partition, that of the topmost table. Rows of two tables are different rows.</summary>
    public required uint Id { get; init; }

    /// <summary>Why its statements are written one by one; null if there is no reason.</summary>
    public string? ReasonForSolo { get; init; }

    /// <summary>Why its inserts are written one by one; null if there is no reason.</summary>
    public string? ReasonForSoloInserts { get; init; }

    /// <summary>The columns by name.</summary>
    public IReadOnlyDictionary<string, ColumnFacts> Columns { get; init; } = new Dictionary<string, ColumnFacts>();

    /// <summary>
    /// The columns that decide about an entry of a unique index or exclusion constraint: also those of its predicate and expressions.
    /// </summary>
    public IReadOnlySet<string> UniqueColumns { get; init; } = new HashSet<string>();

    /// <summary>Whether any column may decide about an entry of a unique index: one of them looks at the whole row.</summary>
    public bool IsUniqueAsAWhole { get; init; }

    /// <summary>The columns to which foreign keys refer, those of the table itself included.</summary>
    public IReadOnlySet<string> ReferredColumns { get; init; } = new HashSet<string>();

    /// <summary>The table's foreign keys.</summary>
    public IReadOnlyList<ForeignKeyFacts> ForeignKeys { get; init; } = [];

    /// <summary>Whether a column is all of a unique index that every row is in.</summary>
    public bool IsUniqueAlone(string column) => SingleUniqueColumns.Contains(column);

    /// <summary>The columns that are all of a unique index without a predicate.</summary>
    public IReadOnlySet<string> SingleUniqueColumns { get; init; } = new HashSet<string>();

    /// <summary>The columns of each unique index, also those under expressions.</summary>
    public IReadOnlyList<IReadOnlyList<string>> UniqueIndexes { get; init; } = [];

    /// <summary>What a delete from the table reaches; null if it is not known.</summary>
    public DeleteReach? Deletes { get; init; }

    public bool SetsUnique(string column) => IsUniqueAsAWhole || UniqueColumns.Contains(column);
}

/// <summary>A column.</summary>
/// <param name="Type">Its type without a length, as SQL; of a domain the type that it is based on.</param>
/// <param name="IsExact">Whether values are equal only if they are the same: whole numbers and uuid.</param>
/// <param name="IsSpread">Whether <c>unnest</c> would take its values apart: arrays, composite types, domains over them.</param>
/// <param name="HasDefault">Whether a value may come from the database if none is written.</param>
/// <param name="IsGenerated">Whether it is computed from other columns.</param>
/// <param name="Sequence">The sequence from which its default draws; null if from none, or not only.</param>
/// <param name="IsAscending">Whether the sequence gives only greater values than before.</param>
/// <param name="IsBytewise">Whether texts are equal only if they are the same: <c>text</c> and <c>varchar</c> of a deterministic collation.</param>
internal sealed record ColumnFacts(
    string Type,
    bool IsExact,
    bool IsSpread,
    bool HasDefault = false,
    bool IsGenerated = false,
    uint? Sequence = null,
    bool IsAscending = false,
    bool IsBytewise = false);

/// <summary>A foreign key of a table.</summary>
/// <param name="Columns">The columns that refer.</param>
/// <param name="Target">The <see cref="TableFacts.Id"/> of the table referred to.</param>
/// <param name="TargetColumns">The columns referred to, in the order of <paramref name="Columns"/>.</param>
internal sealed record ForeignKeyFacts(IReadOnlyList<string> Columns, uint Target, IReadOnlyList<string> TargetColumns);
