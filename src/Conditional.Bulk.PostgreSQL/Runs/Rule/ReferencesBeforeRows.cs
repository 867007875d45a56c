namespace Conditional.Bulk.PostgreSQL;

/// <summary>
/// An insert does not join a run in which a row may refer to the row that it makes: in order the reference would fail. A reference to a
/// row of its own item is made in order.
/// </summary>
internal sealed class ReferencesBeforeRows : CommuteLine
{
    private readonly Dictionary<uint, List<Referred>> _tables = [];

    public override bool Admits(in RunCommand command)
    {
        if (command.Shape.Verb != RunVerb.Insert || !_tables.TryGetValue(command.Shape.Table.Id, out var all)) return true;

        foreach (var referred in all)
        {
            if (!referred.IsCertain || command.Shape.Written(referred.Facts.TargetColumns) is not { } positions || command.IsLinked(positions)) return false;

            var key = new RowKey(command.Values, positions);
            if (!key.IsExact || referred.Keys.Contains(key)) return false;
        }

        return true;
    }

    public override void Add(in RunCommand command, IReadOnlyList<RunCommand> item)
    {
        foreach (var foreignKey in command.Shape.ForeignKeys)
        {
            if (OwnReference.Of(command, foreignKey, item) is not null) continue;

            var key = new RowKey(command.Values, foreignKey.Positions);
            if (!command.IsLinked(foreignKey.Positions) && key.HasNull) continue;

            var referred = ReferredBy(foreignKey.Facts);
            if (foreignKey.IsExact && !command.IsLinked(foreignKey.Positions) && key.IsExact) referred.Keys.Add(key);
            else referred.IsCertain = false;
        }
    }

    public override void Clear() => _tables.Clear();

    private Referred ReferredBy(ForeignKeyFacts facts)
    {
        if (!_tables.TryGetValue(facts.Target, out var all)) _tables.Add(facts.Target, all = []);

        foreach (var known in all)
        {
            if (ReferenceEquals(known.Facts, facts)) return known;
        }

        var referred = new Referred(facts);
        all.Add(referred);
        return referred;
    }

    private sealed class Referred(ForeignKeyFacts facts)
    {
        public ForeignKeyFacts Facts => facts;

        public HashSet<RowKey> Keys { get; } = [];

        /// <summary>Whether a key that is not among these is referred to by nobody.</summary>
        public bool IsCertain { get; set; } = true;
    }
}
