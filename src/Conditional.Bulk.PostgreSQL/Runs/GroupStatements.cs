using Conditional.Bulk.Infrastructure;
using Npgsql;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>The statements that write a group of items, in order.</summary>
internal static class GroupStatements
{
    /// <summary>One statement for each shape, and for each level of what is generated.</summary>
    public static List<GroupStatement> Together(IEnumerable<RecordedItem> items, RunShapes shapes, TableRanks ranks)
    {
        var order = new StatementOrder(ranks);
        var commands = new Dictionary<RunStatement, List<WrittenCommand>>();
        var last = default(RunStatement);
        List<WrittenCommand>? list = null;
        foreach (var item in items)
        {
            var ruled = shapes.CommandsOf(item);
            for (var i = 0; i < ruled.Count; i++)
            {
                var statement = ruled[i].Statement;
                if (list is null || statement != last)
                {
                    last = statement;
                    if (!commands.TryGetValue(statement, out list))
                    {
                        commands.Add(statement, list = []);
                        order.TryAdd(ruled[i], []);
                    }
                }

                list.Add(new WrittenCommand(item, item.Commands[i]));
            }
        }

        return
        [
            .. order.InOrder().Select(statement => new GroupStatement(
                shapes.StatementFor(commands[statement][0].Command.Shape), commands[statement], statement.Level > 0, statement.Shape.HasExactKey)),
        ];
    }

    /// <summary>One statement for each command of one item.</summary>
    public static List<GroupStatement> InOrder(RecordedItem item, RunShapes shapes)
    {
        var ruled = shapes.CommandsOf(item);
        return
        [
            .. item.Commands.Select((command, i) => new GroupStatement(
                shapes.StatementFor(command.Shape), [new WrittenCommand(item, command)], command.Links.Count > 0, ruled[i].Shape.HasExactKey)),
        ];
    }
}

/// <summary>A statement of a group.</summary>
/// <param name="Statement">What is sent.</param>
/// <param name="Commands">What it writes.</param>
/// <param name="IsLinked">Whether it writes what statements before it have generated.</param>
/// <param name="HasExactKeys">Whether two keys are two rows for certain.</param>
internal sealed record GroupStatement(ShapeStatement Statement, List<WrittenCommand> Commands, bool IsLinked, bool HasExactKeys)
{
    /// <summary>What was sent last.</summary>
    public NpgsqlBatchCommand? Sent { get; private set; }

    /// <summary>Whether it was executed, and wrote one row for each command.</summary>
    public bool WroteAll => Sent is { } sent && StatementBatch.IsExecuted(sent) && sent.RecordsAffected == Commands.Count;

    /// <summary>Makes the command anew: none is sent twice.</summary>
    public NpgsqlBatchCommand Create()
    {
        if (IsLinked)
        {
            foreach (var written in Commands) written.Command.FollowLinks();
        }

        return Sent = Statement.Create(Commands);
    }
}
