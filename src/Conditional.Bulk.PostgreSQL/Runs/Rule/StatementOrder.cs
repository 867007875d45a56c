namespace Conditional.Bulk.PostgreSQL;

/// <summary>The statements of a run, each a shape's commands of one level, in the order in which they are executed.</summary>
internal sealed class StatementOrder(TableRanks ranks)
{
    private readonly Dictionary<RunStatement, int> _firstSeen = [];

    public int Count => _firstSeen.Count;

    /// <summary>Adds a command's statement if all rows of its own item to which it refers are made by then.</summary>
    /// <param name="command">The command.</param>
    /// <param name="item">The commands of the item before it.</param>
    public bool TryAdd(in RunCommand command, IReadOnlyList<RunCommand> item)
    {
        var statement = command.Statement;
        _firstSeen.TryAdd(statement, _firstSeen.Count);
        if (item.Count == 0) return true;

        foreach (var foreignKey in command.Shape.ForeignKeys)
        {
            if (OwnReference.Of(command, foreignKey, item) is { } maker && maker.Statement != statement && !Precedes(maker.Statement, statement)) return false;
        }

        foreach (var source in command.Sources ?? [])
        {
            if (!Precedes(item[source].Statement, statement)) return false;
        }

        return true;
    }

    /// <summary>The statements, in order.</summary>
    public List<RunStatement> InOrder()
    {
        List<RunStatement> statements = [.. _firstSeen.Keys];
        if (statements.Count > 1)
        {
            statements.Sort((x, y) => Compare(x, y) is var order and not 0 ? order : _firstSeen[x].CompareTo(_firstSeen[y]));
        }

        return statements;
    }

    public void Clear() => _firstSeen.Clear();

    /// <summary>Whether a statement is executed before another one, whatever else is in the run.</summary>
    private bool Precedes(RunStatement first, RunStatement second) => Compare(first, second) < 0;

    private int Compare(RunStatement x, RunStatement y)
    {
        var verb = x.Shape.Verb.CompareTo(y.Shape.Verb);
        if (verb != 0) return verb;

        var rank = ranks.Of(x.Shape.Table.Id).CompareTo(ranks.Of(y.Shape.Table.Id));
        if (rank != 0) return x.Shape.Verb == RunVerb.Delete ? -rank : rank;

        return x.Level.CompareTo(y.Level);
    }
}

/// <summary>A statement of a run.</summary>
/// <param name="Shape">What its commands have in common.</param>
/// <param name="Level">After how many commands of their items, one after the other, they can be executed.</param>
internal readonly record struct RunStatement(RunShape Shape, int Level);
