using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Conditional.Bulk;

/// <summary>
/// What the items of a window write so far: tables, and rows where the key tells for certain which row it is. What was asked or loaded when
/// the window opened must not depend on it.
/// </summary>
internal sealed class WrittenRows(WriteSession session)
{
    /// <summary>What a query filter of an included entity type reads is not looked at.</summary>
    private const string AnyTable = "*";

    private readonly HashSet<string> _tables = [];

    /// <summary>Tables of which any row may have changed: by a cascade, or under a key whose equality is the database's.</summary>
    private readonly HashSet<string> _anywhere = [];

    /// <summary>Tables that have new rows of which it is not known for certain which they are.</summary>
    private readonly HashSet<string> _unknownRows = [];

    private readonly HashSet<string> _inserted = [];

    /// <summary>Tables of which rows were changed or deleted.</summary>
    private readonly HashSet<string> _changed = [];

    /// <summary>New rows whose keys the database makes.</summary>
    private readonly List<RecordedCommand> _generated = [];
    private readonly HashSet<(string Table, RowKey Key)> _rows = [];
    private readonly Dictionary<CommandShape, ShapeRows> _shapes = [];
    private readonly List<(RecordedCommand Command, LoadedRow? Loaded)> _commands = [];
    private int _readCommands;
    private (LoadedRow? Row, HashSet<(string Table, RowKey Key)> Keys) _loaded = (null, []);
    private bool _isUnknown;

    public bool IsEmpty => _tables.Count == 0 && !_isUnknown;

    /// <summary>Whether a write may have changed a row of these tables, or which tables these are is unknown.</summary>
    public bool Meet(IReadOnlyList<string>? tables) =>
        !IsEmpty && tables is not [] && (_isUnknown || tables is null || _tables.Overlaps(tables));

    /// <summary>Whether a write may have changed what a query by this key found.</summary>
    /// <param name="target">The row.</param>
    /// <param name="row">What the query found; null for nothing.</param>
    public bool Meet(TargetRow target, LoadedRow? row)
    {
        if (IsEmpty) return false;
        if (_isUnknown) return true;

        ReadCommands();
        var ownTables = TableNames.Of(target.EntityType);
        if (_anywhere.Overlaps(ownTables)) return true;

        if (target.MayBeSeveral) return _tables.Overlaps(ownTables);
        if (row is null && !target.IsByPrimaryKey) return _tables.Overlaps(ownTables) && MeetValues(target);
        if (row is null) return _unknownRows.Overlaps(ownTables) || Meet(target.EntityType, target.KeyValues);

        foreach (var (entityType, key) in row.Rows)
        {
            if (Meet(entityType, key)) return true;
        }

        return MeetIncluded(target.EntityType);
    }

    /// <summary>
    /// Whether a write may have to do with a row that was not found, and is to be created. A row that has got its key since then will be in the
    /// way of the new row: the unique constraint of the key tells as much.
    /// </summary>
    /// <param name="item">The item, whose gate holds or not whatever the row is, if nothing was written.</param>
    public bool MeetMissing(WriteItem item)
    {
        if (IsEmpty) return false;

        return _isUnknown || ((item.Target!.MayBeSeveral || item.AsksForTarget) && MeetOwn(item.EntityType));
    }

    /// <summary>
    /// Whether the writes, which came after a query by a unique key, may have changed what the query would have found then.
    /// </summary>
    /// <param name="target">The row.</param>
    /// <param name="row">What the query finds now; null for nothing.</param>
    public bool MeetLater(TargetRow target, LoadedRow? row)
    {
        if (IsEmpty) return false;
        if (_isUnknown) return true;

        ReadCommands();
        var ownTables = TableNames.Of(target.EntityType);
        if (_anywhere.Overlaps(ownTables)) return true;

        // A new row takes nothing away. Where there may be several, one too many is as good as none.
        if (row is null) return _changed.Overlaps(ownTables) || (target.MayBeSeveral && _inserted.Overlaps(ownTables));
        if (target.MayBeSeveral && _changed.Overlaps(ownTables)) return true;

        return row.Rows.Any(part => Meet(part.EntityType, part.Key) || IsGenerated(part.EntityType, part.Key)) || MeetIncluded(target.EntityType);
    }

    /// <summary>Whether a row of the entity type may have been written.</summary>
    public bool MeetOwn(IEntityType entityType) => _isUnknown || _tables.Overlaps(TableNames.Of(entityType));

    /// <summary>Whether a write may have taken away, renamed or hidden a row with this key, so that the row cannot be found any more.</summary>
    public bool MayHaveHidden(TargetRow target)
    {
        ReadCommands();
        var ownTables = TableNames.Of(target.EntityType);
        if (_isUnknown || target.MayBeSeveral || _anywhere.Overlaps(ownTables)) return true;

        return _shapes.Any(written => written.Key.Kind != EntityState.Added && ownTables.Contains(written.Value.Table)
            && (written.Key.Kind == EntityState.Deleted || !IsSeenWhateverElseItHas(target) || written.Value.Sets(target.KeyProperties)));
    }

    /// <summary>An item is recorded.</summary>
    /// <param name="item">The item.</param>
    /// <param name="loaded">What was loaded for it.</param>
    public void Add(RecordedItem item, LoadedRow? loaded)
    {
        foreach (var command in item.Commands) Add(command, loaded);
    }

    /// <summary>An item was executed at once, by EF.</summary>
    public void AddUnknown() => _isUnknown = true;

    private bool Meet(IEntityType entityType, IReadOnlyList<object?> key)
    {
        RowKey? rowKey = null;
        foreach (var table in TableNames.Of(entityType))
        {
            if (!_tables.Contains(table)) continue;
            if (_anywhere.Contains(table)) return true;

            rowKey ??= entityType.FindPrimaryKey() is { } primaryKey ? RowKey.Of(primaryKey.Properties, key) : null;
            if (rowKey is null || _rows.Contains((table, rowKey))) return true;
        }

        return false;
    }

    /// <summary>Whether a row is one of those that were written with a key of the database's making.</summary>
    private bool IsGenerated(IEntityType entityType, IReadOnlyList<object?> key) => _generated.Exists(command =>
        TableNames.Of(entityType).Contains(TableNames.Of(command.Shape.Table.Name)) && command.ReadsKey(entityType.FindPrimaryKey()!.Properties, key));

    /// <summary>
    /// Rows that a query brings along by navigations: a written row may be one more of them, or one less. Rows of owned types change with
    /// their owner only.
    /// </summary>
    private bool MeetIncluded(IEntityType entityType) => IncludedTablesOf(entityType).Any(table => table == AnyTable || _tables.Contains(table));

    /// <summary>Rows are looked at when the first target is: creates have none.</summary>
    private void Add(RecordedCommand command, LoadedRow? loaded)
    {
        if (!_shapes.ContainsKey(command.Shape)) Add(command.Shape);
        _commands.Add((command, loaded));
    }

    private void Add(CommandShape shape)
    {
        var table = TableNames.Of(shape.Table.Name);
        _shapes.Add(shape, new ShapeRows(table, shape, session));
        _tables.Add(table);
        (shape.Kind == EntityState.Added ? _inserted : _changed).Add(table);
        if (session.TablesChangedBy(shape.Table, shape.Kind) is not { } others)
        {
            _isUnknown = true;
            return;
        }

        foreach (var other in others.Select(TableNames.Of))
        {
            _tables.Add(other);
            _anywhere.Add(other);
        }
    }

    private void ReadCommands()
    {
        for (; _readCommands < _commands.Count; _readCommands++) AddRows(_commands[_readCommands].Command, _commands[_readCommands].Loaded);
    }

    private void AddRows(RecordedCommand command, LoadedRow? loaded)
    {
        AddRow(command, _shapes[command.Shape], loaded);
        AddOwner(command, loaded);
    }

    private void AddRow(RecordedCommand command, ShapeRows shape, LoadedRow? loaded)
    {
        // A key that the database is going to make can be that of no row that is there, but that of one that was not.
        var key = shape.IsKeyGenerated ? null : shape.KeyOf(command);
        if (command.Shape.Kind == EntityState.Added && !shape.IsExact(key)) _unknownRows.Add(shape.Table);
        if (shape.IsKeyGenerated)
        {
            _generated.Add(command);
            return;
        }

        if (key is not null && (command.Shape.Kind == EntityState.Added || TellsRows(shape.Table, key, loaded))) _rows.Add((shape.Table, key));
        else _anywhere.Add(shape.Table);
    }

    /// <summary>Whether a row may have been given the values of a key that no row had, or may have been one that could not be seen.</summary>
    private bool MeetValues(TargetRow target)
    {
        if (!IsSeenWhateverElseItHas(target)) return true;

        var table = TableNames.Of(target.EntityType)[0];
        var sent = RowKey.Sent(target.KeyProperties, target.KeyValues);
        return _commands.Exists(
            written => _shapes[written.Command.Shape] is var shape && shape.Table == table && shape.MayGive(written.Command, target.KeyProperties, sent));
    }

    /// <summary>Whether a row with the values of the key is the target's for certain: no filter, and no other column, has a say.</summary>
    private static bool IsSeenWhateverElseItHas(TargetRow target) =>
        target.EntityType.GetTableMappings().ToArray() is [var mapping]
        && mapping.Table.EntityTypeMappings.Count() == 1
        && target.EntityType.GetRootType().GetDeclaredQueryFilters().Count == 0
        && !target.KeyProperties.Any(property => property.ValueGenerated.HasFlag(ValueGenerated.OnUpdate));

    /// <summary>
    /// Whether a row that was loaded under another key is another row: a handler can write a row by a key of its own making, of another scale or
    /// kind than the one that is read.
    /// </summary>
    private bool TellsRows(string table, RowKey key, LoadedRow? loaded)
    {
        if (key.IsExact) return true;
        if (loaded is null) return false;

        if (_loaded.Row != loaded) _loaded = (loaded, [.. KeysOf(loaded)]);
        return _loaded.Keys.Contains((table, key));
    }

    private static IEnumerable<(string Table, RowKey Key)> KeysOf(LoadedRow loaded) =>
        from row in loaded.Rows
        let key = row.EntityType.FindPrimaryKey() is { } primaryKey ? RowKey.Of(primaryKey.Properties, row.Key) : null
        where key is not null
        from table in TableNames.Of(row.EntityType)
        select (table, key);

    /// <summary>The row of an owned type belongs to what is loaded with its owner.</summary>
    private void AddOwner(RecordedCommand command, LoadedRow? loaded)
    {
        foreach (var entry in command.Entries)
        {
            if (entry.EntityType.FindOwnership() is not { } ownership) continue;

            var values = ownership.Properties.Select(entry.GetCurrentValue).ToList();
            foreach (var table in TableNames.Of(ownership.PrincipalEntityType))
            {
                var key = ownership.PrincipalKey.IsPrimaryKey() ? RowKey.Of(ownership.PrincipalKey.Properties, values) : null;
                if (key is not null && TellsRows(table, key, loaded)) _rows.Add((table, key));
                else _anywhere.Add(table);
                _tables.Add(table);
            }
        }
    }

    private static string[] IncludedTablesOf(IEntityType entityType) => entityType.GetOrAddRuntimeAnnotationValue(
        "Conditional.Bulk:IncludedTables",
        static type => Included(type!).Distinct().ToArray(),
        entityType);

    private static IEnumerable<string> Included(IEntityType root)
    {
        var seen = new HashSet<IEntityType>();
        var unvisited = new Stack<IEntityType>(root.GetDerivedTypesInclusive());
        while (unvisited.TryPop(out var type))
        {
            if (!seen.Add(type)) continue;

            foreach (var navigation in type.GetNavigations().Concat<INavigationBase>(type.GetSkipNavigations()))
            {
                if (!navigation.IsEagerLoaded) continue;
                if (!navigation.TargetEntityType.IsOwned())
                {
                    foreach (var table in navigation.TargetEntityType.GetTables()) yield return TableNames.Of(table.Name);
                    if (navigation.TargetEntityType.GetRootType().GetDeclaredQueryFilters().Count > 0) yield return AnyTable;
                    if (navigation is ISkipNavigation skip)
                    {
                        foreach (var table in skip.JoinEntityType.GetTables()) yield return TableNames.Of(table.Name);
                    }
                }

                foreach (var derived in navigation.TargetEntityType.GetDerivedTypesInclusive()) unvisited.Push(derived);
            }
        }
    }

    /// <summary>Where the primary key stands among the values of a shape's commands.</summary>
    private sealed class ShapeRows
    {
        private readonly int[] _positions;
        private readonly WriteSession _session;
        private readonly bool _isWhole;
        private readonly bool _comparesBytewise;
        private readonly CommandShape _shape;
        private (IReadOnlyList<IProperty>? Key, int[] Positions) _sought;

        public ShapeRows(string table, CommandShape shape, WriteSession session)
        {
            (Table, _shape, _session) = (table, shape, session);
            var isInsert = shape.Kind == EntityState.Added;
            _positions =
            [
                .. Enumerable.Range(0, shape.Parameters.Count)
                    .Where(i => shape.Parameters[i] is { Column: { IsKey: true, Property: not null } } parameter && parameter.IsCondition != isInsert)
                    .OrderBy(i => PositionInKey(shape.Parameters[i].Column.Property!)),
            ];
            IsKeyGenerated = isInsert && _positions.Length == 0;
            _isWhole = _positions.Length == shape.Table.PrimaryKey?.Columns.Count;
            _comparesBytewise = _positions.All(i => ComparesBytewise(shape.Parameters[i].Column));
        }

        public string Table { get; }

        public bool IsKeyGenerated { get; }

        /// <summary>Whether every other key is that of another row.</summary>
        public bool IsExact(RowKey? key) => _isWhole && key is not null && (key.IsExact || (_comparesBytewise && key.IsExactButForCollation));

        /// <summary>Whether a command may give a row the values of a key.</summary>
        /// <param name="command">A command of the shape.</param>
        /// <param name="key">The properties of the key.</param>
        /// <param name="sent">The values of the key as they are sent.</param>
        public bool MayGive(RecordedCommand command, IReadOnlyList<IProperty> key, object?[] sent)
        {
            if (_shape.Kind == EntityState.Deleted) return false;

            var positions = PositionsOf(key);
            var isGiven = _shape.Kind == EntityState.Added;
            for (var i = 0; i < sent.Length; i++)
            {
                var position = positions[i];
                if (position < 0) continue;
                if (IsOther(command.Values[position], sent[i], _shape.Parameters[position].Column)) return false;

                isGiven = true;
            }

            return isGiven;
        }

        /// <summary>Whether commands of the shape set a value of a key.</summary>
        public bool Sets(IReadOnlyList<IProperty> key) => PositionsOf(key).Any(position => position >= 0);

        private int[] PositionsOf(IReadOnlyList<IProperty> key)
        {
            if (_sought.Key != key) _sought = (key, [.. key.Select(PositionOf)]);
            return _sought.Positions;
        }

        /// <summary>Where a property stands among what is written; negative if it is not.</summary>
        private int PositionOf(IProperty property)
        {
            var sought = property.FindColumn(StoreObjectIdentifier.Table(_shape.Table.Name, _shape.Table.Schema));
            return Array.FindIndex([.. _shape.Parameters], parameter => !parameter.IsCondition && sought is not null && parameter.Column.Column == sought);
        }

        private bool IsOther(object? written, object? sought, ShapeColumn column)
        {
            if (written is null) return true;
            if (RowKey.OfSent([written]) is not { } one || RowKey.OfSent([sought]) is not { } other || one.Equals(other)) return false;

            return (one.IsExact && other.IsExact)
                || (one.IsExactButForCollation && other.IsExactButForCollation && ComparesBytewise(column));
        }

        private bool ComparesBytewise(ShapeColumn column) =>
            column.Property is { } property && (!EntityKey.IsText(property) || (column.Column is { } known && _session.ComparesBytewise(known)));

        public RowKey? KeyOf(RecordedCommand command) => RowKey.OfSent([.. _positions.Select(position => command.Values[position])]);

        private static int PositionInKey(IProperty property) => property.FindContainingPrimaryKey()?.Properties.PositionOf(property) ?? 0;
    }
}
