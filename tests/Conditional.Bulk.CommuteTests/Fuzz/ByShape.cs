using Npgsql;

namespace Conditional.Bulk.CommuteTests;

/// <summary>Writes items as the rule divides them: each run as one statement per shape, and one by one if the run fails.</summary>
internal sealed class ByShape(NpgsqlConnection connection, InOrder inOrder, IReadOnlyDictionary<FuzzTable, TableFacts> facts, Func<IEnumerable<CommuteLine>> lines)
{
    private readonly Dictionary<string, RunShape> _shapes = [];
    private readonly TableRanks _ranks = new(facts.Values);

    public int Runs { get; private set; }

    public int Items { get; private set; }

    public int Failed { get; private set; }

    public async Task<string[]> WriteAsync(IReadOnlyList<IReadOnlyList<FuzzCommand>> items)
    {
        var plan = new RunPlan(new CommuteRule(lines()), _ranks);
        foreach (var item in items) plan.Add(Ruled(item));
        plan.Complete();

        var outcomes = new List<string>();
        foreach (var group in plan.Groups)
        {
            IReadOnlyList<IReadOnlyList<FuzzCommand>> members = [.. items.Skip(group.Start).Take(group.Count)];
            if (group.Kind == RunGroupKind.Run && group.Count > 1) outcomes.AddRange(await WriteRunAsync(members));
            else outcomes.AddRange(await inOrder.WriteAsync(members));
        }

        return [.. outcomes];
    }

    private List<RunCommand> Ruled(IReadOnlyList<FuzzCommand> item) => [.. item.Select(command =>
    {
        var link = command.Link is null ? -1 : command.Written.ToList().IndexOf(command.Link);
        return link < 0
            ? new RunCommand(ShapeOf(command), command.Sent)
            : new RunCommand(ShapeOf(command), command.Sent, 1ul << link, Level: 1, Sources: [0]);
    })];

    private RunShape ShapeOf(FuzzCommand command)
    {
        if (!_shapes.TryGetValue(command.Shape, out var shape))
        {
            List<RunParameter> parameters = [.. command.Written.Select(column => new RunParameter(column, IsCondition: false))];
            if (command.Verb != RunVerb.Insert) parameters.Add(new RunParameter("id", IsCondition: true));
            _shapes.Add(command.Shape, shape = new RunShape(command.Verb, facts[command.Table], ["id"], parameters));
        }

        return shape;
    }

    private async Task<IEnumerable<string>> WriteRunAsync(IReadOnlyList<IReadOnlyList<FuzzCommand>> items)
    {
        Runs++;
        Items += items.Count;
        var next = inOrder.Sequences.Length > 0 ? await inOrder.NextAsync() : [];
        await ExecuteAsync("SAVEPOINT r");
        try
        {
            if (await TryWriteAsync(items) is { } outcomes)
            {
                await ExecuteAsync("RELEASE SAVEPOINT r");
                return outcomes;
            }
        }
        catch (PostgresException)
        {
            // Written in order.
        }

        Failed++;
        await ExecuteAsync("ROLLBACK TO SAVEPOINT r; RELEASE SAVEPOINT r");
        if (next.Length > 0) await inOrder.PutBackAsync(next);
        return await inOrder.WriteAsync(items);
    }

    private async Task<string[]?> TryWriteAsync(IReadOnlyList<IReadOnlyList<FuzzCommand>> items)
    {
        var order = new StatementOrder(_ranks);
        var commands = new Dictionary<RunStatement, List<(int Item, FuzzCommand Command)>>();
        for (var i = 0; i < items.Count; i++)
        {
            var ruled = Ruled(items[i]);
            for (var j = 0; j < ruled.Count; j++)
            {
                order.TryAdd(ruled[j], ruled[..j]);
                if (!commands.TryGetValue(ruled[j].Statement, out var list)) commands.Add(ruled[j].Statement, list = []);
                list.Add((i, items[i][j]));
            }
        }

        var outcomes = new string[items.Count];
        Array.Fill(outcomes, "written");
        var generated = new string?[items.Count];
        foreach (var statement in order.InOrder())
        {
            var written = commands[statement];
            var returned = await ReturnedAsync(Sql(statement.Shape, written, generated));
            if (statement.Shape.Verb == RunVerb.Insert)
            {
                for (var i = 0; i < written.Count; i++) generated[written[i].Item] ??= returned[i];
                continue;
            }

            for (var i = 0; i < written.Count; i++)
            {
                if (returned.Contains($"{i + 1}")) continue;

                if (items[written[i].Item].Count > 1 || (!statement.Shape.HasExactKey && written.Count > 1)) return null;

                outcomes[written[i].Item] = "P0099";
            }
        }

        return outcomes;
    }

    private static string Sql(RunShape shape, List<(int Item, FuzzCommand Command)> commands, string?[] generated)
    {
        var first = commands[0].Command;
        List<string> columns = [.. first.Written];
        if (first.Verb != RunVerb.Insert) columns.Add("id");
        var values = columns.Select((column, i) =>
        {
            var literals = commands.Select(pair => pair.Command.All[i] == FuzzCommand.Generated ? generated[pair.Item]! : pair.Command.All[i]);
            return $"ARRAY[{string.Join(", ", literals)}]::{shape.Table.Columns[column].Type}[]";
        });
        var row = $"unnest({string.Join(", ", values)}) WITH ORDINALITY AS d({string.Join(", ", columns.Select((_, i) => $"v{i}"))}, n)";
        return first.Verb switch
        {
            RunVerb.Insert => $"INSERT INTO {first.Table.Name} ({string.Join(", ", columns)}) SELECT {string.Join(", ", columns.Select((_, i) => $"d.v{i}"))} FROM {row} ORDER BY d.n RETURNING id::text",
            RunVerb.Update => $"UPDATE {first.Table.Name} t SET {string.Join(", ", columns[..^1].Select((column, i) => $"{column} = d.v{i}"))} FROM {row} WHERE t.id = d.v{columns.Count - 1} RETURNING d.n::text",
            _ => $"DELETE FROM {first.Table.Name} t USING {row} WHERE t.id = d.v0 RETURNING d.n::text",
        };
    }

    private async Task<List<string>> ReturnedAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var returned = new List<string>();
        while (await reader.ReadAsync()) returned.Add(reader.GetString(0));
        return returned;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
