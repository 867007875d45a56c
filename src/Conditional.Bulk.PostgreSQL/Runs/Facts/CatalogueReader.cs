using Npgsql;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>Makes facts of the answers to <see cref="CatalogueSql"/>.</summary>
internal static class CatalogueReader
{
    /// <summary>The queries, whose answers <see cref="ReadAsync"/> reads.</summary>
    /// <param name="names">The names of the tables, as the statements write them.</param>
    public static IEnumerable<NpgsqlBatchCommand> Queries(string[] names)
    {
        foreach (var sql in new[] { CatalogueSql.Tables, CatalogueSql.Columns, CatalogueSql.ForeignKeys, CatalogueSql.References })
        {
            var query = new NpgsqlBatchCommand(sql);
            query.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = names });
            yield return query;
        }
    }

    /// <summary>Reads the answers to the queries, and goes on to what follows them.</summary>
    /// <returns>The facts of the tables, in the order of their names.</returns>
    public static async Task<TableFacts[]> ReadAsync(NpgsqlDataReader reader, int count, CancellationToken cancellationToken)
    {
        var tables = new Draft[count];
        for (var i = 0; i < count; i++) tables[i] = new Draft();

        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) tables[reader.GetInt32(0) - 1].AddPart(reader);

        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) tables[reader.GetInt32(0) - 1].AddColumn(reader);

        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) tables[reader.GetInt32(0) - 1].AddForeignKey(reader);

        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        var references = new HashSet<DeleteReach.Reference>();
        var solo = new HashSet<uint>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            references.Add(new DeleteReach.Reference(
                reader.GetFieldValue<uint>(0), reader.GetString(1), reader.GetFieldValue<uint>(2), reader.GetBoolean(3)));
            if (reader.GetBoolean(4)) solo.Add(reader.GetFieldValue<uint>(0));
        }

        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        return [.. tables.Select(table => table.Facts(references, solo))];
    }

    private sealed class Draft
    {
        private readonly Dictionary<string, ColumnFacts> _columns = [];
        private readonly List<ForeignKeyFacts> _foreignKeys = [];
        private readonly HashSet<string> _unique = [];
        private readonly HashSet<string> _referred = [];
        private readonly HashSet<string> _indexes = [];
        private HashSet<string>? _uniqueAlone;
        private uint _id;
        private string? _reason;
        private bool _isCitus;

        public void AddPart(NpgsqlDataReader reader)
        {
            _id = reader.IsDBNull(1) ? 0 : reader.GetFieldValue<uint>(1);
            _reason ??= reader.IsDBNull(2) ? null : reader.GetString(2);
            _isCitus |= reader.GetBoolean(3);
            _unique.UnionWith(reader.GetFieldValue<string[]>(4));

            // Unique in every part, and so in the table: a unique index of a partitioned table has all partition columns.
            var alone = reader.GetFieldValue<string[]>(5);
            if (_uniqueAlone is null) _uniqueAlone = [.. alone];
            else _uniqueAlone.IntersectWith(alone);
            _referred.UnionWith(reader.GetFieldValue<string[]>(6));
            _indexes.UnionWith(reader.GetFieldValue<string?[]>(7).OfType<string>());
        }

        public void AddColumn(NpgsqlDataReader reader) => _columns.Add(
            reader.GetString(1),
            new ColumnFacts(
                reader.GetString(2),
                reader.GetBoolean(3),
                reader.GetBoolean(4),
                reader.GetBoolean(5),
                reader.GetBoolean(6),
                reader.IsDBNull(7) ? null : reader.GetFieldValue<uint>(7),
                !reader.IsDBNull(8) && reader.GetBoolean(8),
                reader.GetBoolean(9)));

        public void AddForeignKey(NpgsqlDataReader reader)
        {
            var key = new ForeignKeyFacts(reader.GetFieldValue<string[]>(2), reader.GetFieldValue<uint>(1), reader.GetFieldValue<string[]>(3));
            var isKnown = _foreignKeys.Exists(known =>
                known.Target == key.Target && known.Columns.SequenceEqual(key.Columns) && known.TargetColumns.SequenceEqual(key.TargetColumns));
            if (!isKnown) _foreignKeys.Add(key);
        }

        public TableFacts Facts(IReadOnlyCollection<DeleteReach.Reference> references, IReadOnlySet<uint> solo) => new()
        {
            Id = _id,
            ReasonForSolo = _id == 0 ? "there is no such table" : _reason,
            ReasonForSoloInserts = _isCitus ? "the server is a Citus cluster" : null,
            Columns = _columns,
            UniqueColumns = _unique,
            IsUniqueAsAWhole = _unique.Contains("*"),
            SingleUniqueColumns = _uniqueAlone ?? [],
            UniqueIndexes = [.. _indexes.Select(columns => columns.Split('\u001f'))],
            ReferredColumns = _referred,
            ForeignKeys = _foreignKeys,
            Deletes = new DeleteReach(_id, references, solo),
        };
    }
}
