using System.Text;

namespace Conditional.Bulk.CommuteTests;

/// <summary>The rows that are there, and items of one to three commands.</summary>
internal sealed record FuzzBatch(string Setup, IReadOnlyList<IReadOnlyList<FuzzCommand>> Items)
{
    /// <summary>Of rows that are there from the beginning; items use a few more.</summary>
    private const int Keys = 8;

    private const int MoreKeys = 14;

    public static FuzzBatch Create(FuzzSchema schema, Random random) =>
        new(SetupOf(schema, random), random.Next(6) == 0 ? Exchange(schema, random) : Any(schema, random));

    /// <summary>Updates that take what others give up.</summary>
    private static List<IReadOnlyList<FuzzCommand>> Exchange(FuzzSchema schema, Random random)
    {
        var table = schema.Tables[random.Next(schema.Tables.Count)];
        var items = new List<IReadOnlyList<FuzzCommand>>();
        var id = random.Next(1, Keys);
        for (var i = random.Next(2, 4); i > 0; i--)
        {
            var value = random.Next(1, MoreKeys);
            items.Add([new FuzzCommand(table, RunVerb.Update, table.Literal(id), [("u", $"{value}")])]);
            id = value < Keys && random.Next(4) > 0 ? value : random.Next(1, Keys);
        }

        return items;
    }

    private static List<IReadOnlyList<FuzzCommand>> Any(FuzzSchema schema, Random random)
    {
        var items = new List<IReadOnlyList<FuzzCommand>>();
        var verbs = random.Next(5) switch
        {
            0 => new[] { RunVerb.Insert },
            1 => [RunVerb.Delete],
            2 => [RunVerb.Insert, RunVerb.Update],
            _ => [RunVerb.Insert, RunVerb.Update, RunVerb.Delete],
        };
        var graphs = random.Next(3) == 0;
        var mood = new Mood(random.Next(2) == 0 ? 5 : 2, random.Next(3) == 0 ? 3 : 7);
        var table = random.Next(3) == 0 ? schema.Tables[random.Next(schema.Tables.Count)] : null;
        for (var i = random.Next(2, 9); i > 0; i--)
        {
            if (graphs && random.Next(3) > 0 && Graph(schema, mood, random) is { } graph) items.Add(graph);
            else items.Add([.. Enumerable.Range(0, random.Next(8) == 0 ? 2 : 1).Select(_ => Command(table ?? AnyTable(schema, random), verbs, mood, random))]);
        }

        return items;
    }

    private static FuzzTable AnyTable(FuzzSchema schema, Random random) => schema.Tables[random.Next(schema.Tables.Count)];

    private static FuzzCommand Command(FuzzTable table, RunVerb[] verbs, Mood mood, Random random)
    {
        var verb = verbs[random.Next(verbs.Length)];
        if (verb == RunVerb.Insert) return Insert(table, mood, random);

        var id = table.Literal(random.Next(1, Keys));
        if (verb == RunVerb.Delete) return new FuzzCommand(table, verb, id, []);

        List<string> set = [.. table.Columns.Where(_ => random.Next(3) == 0)];
        if (set.Count == 0) set.Add("x");
        return new FuzzCommand(table, verb, id, [.. set.Select(column => (column, Value(table, column, mood, random)))]);
    }

    private static FuzzCommand Insert(FuzzTable table, Mood mood, Random random)
    {
        var id = table.Key == FuzzKey.Generated && random.Next(4) > 0 ? null : table.Literal(random.Next(mood.FirstKey, MoreKeys));

        // Now and then a column is left to its default.
        var columns = table.Columns.Where(column => column == "u" || random.Next(6) > 0);
        return new FuzzCommand(table, RunVerb.Insert, id, [.. columns.Select(column => (column, Value(table, column, mood, random)))]);
    }

    /// <summary>A row and one or two that refer to it.</summary>
    private static List<FuzzCommand>? Graph(FuzzSchema schema, Mood mood, Random random)
    {
        var pairs = schema.Tables.SelectMany(table => table.References.Select(reference => (table, reference.Column, reference.Target))).ToList();
        if (pairs.Count == 0) return null;

        var (child, column, parent) = pairs[random.Next(pairs.Count)];
        var first = Insert(parent, mood, random);
        var commands = new List<FuzzCommand> { first };
        for (var i = random.Next(1, 3); i > 0; i--)
        {
            var command = random.Next(5) == 0
                ? new FuzzCommand(child, RunVerb.Update, child.Literal(random.Next(1, Keys)), [])
                : Insert(child, mood, random);
            List<(string Column, string Value)> values = [.. command.Values.Where(value => value.Column != column), (column, first.Id ?? FuzzCommand.Generated)];
            commands.Add(command with { Values = values, Link = first.Id is null ? column : null });
        }

        return commands;
    }

    private static string Value(FuzzTable table, string column, Mood mood, Random random) => column switch
    {
        "u" => random.Next(6) < mood.Nulls ? "NULL" : $"{random.Next(1, 15)}",
        "x" => $"{random.Next(0, 3)}",
        "dead" => random.Next(3) == 0 ? "true" : "false",
        _ => random.Next(6) < mood.Nulls ? "NULL" : table.References.First(reference => reference.Column == column).Target.Literal(random.Next(1, random.Next(2) == 0 ? Keys : MoreKeys)),
    };

    private static string SetupOf(FuzzSchema schema, Random random)
    {
        var sql = new StringBuilder();
        foreach (var table in schema.Tables)
        {
            foreach (var id in Enumerable.Range(1, Keys - 1).OrderBy(_ => random.Next()).Where(_ => random.Next(3) > 0))
            {
                var nulls = string.Concat(table.References.Select(_ => ", NULL"));
                var names = string.Concat(table.References.Select(reference => ", " + reference.Column));
                var u = random.Next(4) == 0 ? "NULL" : $"{id}";
                var dead = random.Next(4) == 0 ? "true" : "false";
                sql.Append($"INSERT INTO {table.Name} (id, u, x, dead{names}) VALUES ({table.Literal(id)}, {u}, 0, {dead}{nulls}) ON CONFLICT DO NOTHING;\n");
            }
        }

        foreach (var table in schema.Tables)
        {
            foreach (var (column, target) in table.References)
            {
                for (var id = 1; id < Keys; id++)
                {
                    if (random.Next(2) == 0) continue;

                    sql.Append(
                        $"UPDATE {table.Name} SET {column} = (SELECT id FROM {target.Name} WHERE id >= {target.Literal(random.Next(1, Keys))} ORDER BY id LIMIT 1) WHERE id = {table.Literal(id)};\n");
                }
            }
        }

        return sql.ToString();
    }

    /// <summary>What the values of a batch are like: the more of them meet, the more fails before it can differ.</summary>
    /// <param name="Nulls">How many of six are null.</param>
    /// <param name="FirstKey">The least key of a new row.</param>
    private readonly record struct Mood(int Nulls, int FirstKey);
}
