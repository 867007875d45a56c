namespace Conditional.Bulk.PostgreSQL;

/// <summary>
/// No row is written twice. Two inserts of one key are in nobody's way here: one of them fails in any order, and a run that fails is
/// written in order. Where keys do not tell rows apart for certain (text, numeric), updates share a run only in one statement, which
/// returns fewer rows than it should if two of them meet the same row.
/// </summary>
internal sealed class DifferentRows : CommuteLine
{
    private readonly Dictionary<uint, Rows> _tables = [];

    public override bool Admits(in RunCommand command)
    {
        if (!_tables.TryGetValue(command.Shape.Table.Id, out var rows)) return true;

        if (command.Shape.Verb == RunVerb.Insert && !rows.HasChanges) return true;

        if (command.ExactKey is { } key) return !rows.HasUnknown && !rows.Keys.Contains(key);

        return command.Shape.Verb != RunVerb.Insert && rows.Only == command.Statement && command.Key is not null;
    }

    public override void Add(in RunCommand command, IReadOnlyList<RunCommand> item)
    {
        if (!_tables.TryGetValue(command.Shape.Table.Id, out var rows))
        {
            _tables.Add(command.Shape.Table.Id, rows = new Rows { Only = command.Statement });
        }

        if (rows.Only != command.Statement) rows.Only = null;
        rows.HasChanges |= command.Shape.Verb != RunVerb.Insert;
        if (command.ExactKey is { } key) rows.Keys.Add(key);
        else rows.HasUnknown = true;
    }

    public override void Clear() => _tables.Clear();

    private sealed class Rows
    {
        public HashSet<RowKey> Keys { get; } = [];

        /// <summary>Whether there are rows whose keys do not tell them apart.</summary>
        public bool HasUnknown { get; set; }

        public bool HasChanges { get; set; }

        /// <summary>The only statement that writes the table; null if there are several.</summary>
        public RunStatement? Only { get; set; }
    }
}
