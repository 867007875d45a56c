using System.Diagnostics;
using Npgsql;

namespace Conditional.Bulk.CommuteTests;

/// <summary>Random batches on random schemas, written by shape and one by one: the same outcomes and rows, or the rule is wrong.</summary>
internal sealed class CommuteFuzz(string connectionString, int seed, string? without = null)
{
    private const int BatchesPerSchema = 60;

    private static readonly string[] Planners =
    [
        "", "SET LOCAL enable_nestloop = off;", "SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off;",
    ];

    private readonly Random _random = new(seed);

    public int Batches { get; private set; }

    public int Runs { get; private set; }

    public int Items { get; private set; }

    public int Failed { get; private set; }

    /// <summary>Runs batches until there are enough of them, or one differs.</summary>
    /// <returns>The batch that differs; null if none does.</returns>
    public async Task<string?> RunAsync(int batches, TimeSpan? time = null)
    {
        var clock = Stopwatch.StartNew();
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        while (Batches < batches && clock.Elapsed < (time ?? TimeSpan.MaxValue))
        {
            var schema = FuzzSchema.Create(_random);
            await ExecuteAsync(connection, schema.Sql + InOrder.Function);
            var inOrder = new InOrder(connection, schema);
            var byShape = new ByShape(connection, inOrder, await FactsAsync(connection, schema), Lines);
            for (var i = 0; i < BatchesPerSchema && Batches < batches; i++, Batches++)
            {
                if (await DifferenceAsync(connection, schema, inOrder, byShape) is { } difference) return difference;
            }

            Runs += byShape.Runs;
            Items += byShape.Items;
            Failed += byShape.Failed;
        }

        return null;
    }

    private IEnumerable<CommuteLine> Lines() => CommuteRule.Lines().Where(line => line.GetType().Name != without);

    private async Task<Dictionary<FuzzTable, TableFacts>> FactsAsync(NpgsqlConnection connection, FuzzSchema schema)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var query in CatalogueReader.Queries([.. schema.Tables.Select(table => $"fz.{table.Name}")])) batch.BatchCommands.Add(query);
        await using var reader = await batch.ExecuteReaderAsync();
        var facts = await CatalogueReader.ReadAsync(reader, schema.Tables.Count, CancellationToken.None);
        return schema.Tables.Zip(facts.Select(Mutated)).ToDictionary(pair => pair.First, pair => pair.Second);
    }

    private TableFacts Mutated(TableFacts facts) => without switch
    {
        nameof(TableFacts.UniqueColumns) => facts with { UniqueColumns = facts.SingleUniqueColumns },
        nameof(TableFacts.ReferredColumns) => facts with { ReferredColumns = new HashSet<string>() },
        _ => facts,
    };

    private async Task<string?> DifferenceAsync(NpgsqlConnection connection, FuzzSchema schema, InOrder inOrder, ByShape byShape)
    {
        var batch = FuzzBatch.Create(schema, _random);
        var planner = Planners[_random.Next(Planners.Length)];
        var first = _random.Next(1, 14);
        var setup = $"BEGIN; {batch.Setup}{planner}{string.Concat(inOrder.Sequences.Select(name => $"SELECT setval('{name}', {first}, false);"))}";
        var dump = string.Join(" || '#' || ", schema.Tables.Select(table => $"(SELECT coalesce(string_agg(t::text, ' ' ORDER BY t::text), '') FROM {table.Name} t)"));

        if (!await TryExecuteAsync(connection, setup)) return null;

        var expected = await inOrder.WriteAsync(batch.Items);
        var expectedRows = await TextAsync(connection, dump);
        await ExecuteAsync(connection, $"ROLLBACK; {setup}");
        var actual = await byShape.WriteAsync(batch.Items);
        var actualRows = await TextAsync(connection, dump);
        await ExecuteAsync(connection, "ROLLBACK");
        if (expected.SequenceEqual(actual) && expectedRows == actualRows) return null;

        return $"""
            seed {seed}, batch {Batches}
            {schema.Sql}
            {setup}
            {string.Join("\n", batch.Items.Select((item, i) => $"{i}: {string.Join("; ", item.Select(command => command.Sql))}"))}
            one by one: {string.Join(", ", expected)} {expectedRows}
            by shape:   {string.Join(", ", actual)} {actualRows}
            """;
    }

    private static async Task<bool> TryExecuteAsync(NpgsqlConnection connection, string sql)
    {
        try
        {
            await ExecuteAsync(connection, sql);
            return true;
        }
        catch (PostgresException)
        {
            await ExecuteAsync(connection, "ROLLBACK");
            return false;
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<string> TextAsync(NpgsqlConnection connection, string expression)
    {
        await using var command = new NpgsqlCommand($"SELECT {expression}", connection);
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
