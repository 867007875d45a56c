namespace Conditional.Bulk.PostgreSQL;

/// <summary>What a statement does.</summary>
internal enum RunVerb
{
    /// <summary>INSERT.</summary>
    Insert,

    /// <summary>UPDATE.</summary>
    Update,

    /// <summary>DELETE.</summary>
    Delete,
}

/// <summary>What commands that differ in values only have to do with others: all that can be said of them once.</summary>
internal sealed class RunShape
{
    private readonly RunParameter[] _parameters;
    private readonly Dictionary<IReadOnlyList<string>, int[]?> _positions = new(ReferenceEqualityComparer.Instance);

    /// <param name="verb">What the statement does.</param>
    /// <param name="table">The facts of its table.</param>
    /// <param name="key">The columns of the primary key.</param>
    /// <param name="parameters">The parameters, in the order of a command's values.</param>
    /// <param name="reasonForSolo">Why its commands are written one by one, whatever the table is; null if there is no reason.</param>
    public RunShape(
        RunVerb verb, TableFacts table, IReadOnlyList<string> key, IEnumerable<RunParameter> parameters, string? reasonForSolo = null)
    {
        (Verb, Table, _parameters) = (verb, table, [.. parameters]);
        Key = Positions(key, isCondition: verb != RunVerb.Insert);
        HasExactKey = Key is not null && key.All(column => table.Columns.GetValueOrDefault(column)?.IsExact == true);
        var written = _parameters.Where(parameter => !parameter.IsCondition).Select(parameter => parameter.Column).ToHashSet();
        SetsUnique = verb == RunVerb.Update && written.Any(table.SetsUnique);
        SetsForeignKey = verb == RunVerb.Update && table.ForeignKeys.Any(foreignKey => foreignKey.Columns.Any(written.Contains));
        ForeignKeys = verb == RunVerb.Delete ? [] : [.. table.ForeignKeys.Where(foreignKey => IsWritten(foreignKey, written)).Select(Reference)];
        Sequences = verb != RunVerb.Insert
            ? []
            : [.. table.Columns.Where(column => !written.Contains(column.Key) && column.Value.Sequence is not null).Select(column => column.Value.Sequence!.Value)];
        ReasonForSolo = table.ReasonForSolo ?? (verb == RunVerb.Insert ? table.ReasonForSoloInserts : null) ?? reasonForSolo ?? Reason(written);
    }

    public RunVerb Verb { get; }

    public TableFacts Table { get; }

    /// <summary>Where a command's values have the primary key; null if not all of it is sent.</summary>
    public int[]? Key { get; }

    /// <summary>Whether two different keys are two different rows for certain.</summary>
    public bool HasExactKey { get; }

    /// <summary>Whether it is an update of a column that decides about an entry of a unique index.</summary>
    public bool SetsUnique { get; }

    /// <summary>Whether it is an update of a column of a foreign key.</summary>
    public bool SetsForeignKey { get; }

    /// <summary>The foreign keys that it writes.</summary>
    public IReadOnlyList<WrittenForeignKey> ForeignKeys { get; }

    /// <summary>The sequences from which its rows draw.</summary>
    public IReadOnlyList<uint> Sequences { get; }

    /// <summary>Why its commands are written one by one; null if there is no reason.</summary>
    public string? ReasonForSolo { get; }

    /// <summary>Where a command's values have columns that are written; null if not all of them are.</summary>
    /// <param name="columns">The columns: always the same list for the same columns.</param>
    public int[]? Written(IReadOnlyList<string> columns)
    {
        if (!_positions.TryGetValue(columns, out var positions))
        {
            _positions.Add(columns, positions = Positions(columns, isCondition: false));
        }

        return positions;
    }

    private static bool Exact(TableFacts table, ForeignKeyFacts foreignKey) =>
        foreignKey.Columns.All(column => table.Columns.GetValueOrDefault(column)?.IsExact == true);

    /// <summary>A foreign key of a new row holds nothing if a column of it stays null; an update leaves alone those of which it sets nothing.</summary>
    private bool IsWritten(ForeignKeyFacts foreignKey, HashSet<string> written) => Verb == RunVerb.Update
        ? foreignKey.Columns.Any(written.Contains)
        : foreignKey.Columns.All(column => written.Contains(column) || Table.Columns.GetValueOrDefault(column)?.HasDefault != false);

    private WrittenForeignKey Reference(ForeignKeyFacts foreignKey)
    {
        List<int> sent = [.. foreignKey.Columns.Select(column => Position(column, isCondition: false))];
        var known = sent.TrueForAll(position => position >= 0);
        return new WrittenForeignKey(foreignKey, [.. sent.Where(position => position >= 0)], known, known && Exact(Table, foreignKey));
    }

    private string? Reason(HashSet<string> written)
    {
        if (Verb == RunVerb.Delete && Table.Deletes is not { ReachesSolo: false }) return "what else its deletes do is not known";

        if (_parameters.Any(parameter => parameter.IsPartOfDocument)) return "it writes a part of a JSON document";

        if (_parameters.FirstOrDefault(parameter => Table.Columns.GetValueOrDefault(parameter.Column)?.IsSpread != false) is { Column: { } spread })
        {
            return $"'{spread}' is no column of a type whose values can be sent as an array";
        }

        if (_parameters.Length > 64) return "it has more than 64 parameters";

        if (Verb == RunVerb.Update && Table.ReferredColumns.Overlaps(written)) return "it changes a key to which others refer";

        return Table.ForeignKeys.Any(key => key.Columns.Any(column => Table.Columns.GetValueOrDefault(column)?.IsGenerated == true))
            ? "a foreign key is computed"
            : null;
    }

    private int[]? Positions(IReadOnlyList<string> columns, bool isCondition)
    {
        int[] positions = [.. columns.Select(column => Position(column, isCondition))];
        return positions.Length == 0 || Array.Exists(positions, position => position < 0) ? null : positions;
    }

    private int Position(string column, bool isCondition) =>
        Array.FindIndex(_parameters, parameter => parameter.Column == column && parameter.IsCondition == isCondition);
}

/// <summary>A parameter of a <see cref="RunShape"/>.</summary>
/// <param name="Column">The column.</param>
/// <param name="IsCondition">Whether the column is compared with the value; otherwise the value is written.</param>
/// <param name="IsPartOfDocument">Whether the value is written into a JSON document.</param>
internal readonly record struct RunParameter(string Column, bool IsCondition, bool IsPartOfDocument = false);

/// <summary>A foreign key that a command writes.</summary>
/// <param name="Facts">The foreign key.</param>
/// <param name="Positions">Where the command's values have those of its columns that are sent.</param>
/// <param name="IsKnown">Whether all of its columns are sent.</param>
/// <param name="IsExact">Whether two different values refer to two different rows for certain.</param>
internal sealed record WrittenForeignKey(ForeignKeyFacts Facts, int[] Positions, bool IsKnown, bool IsExact);
