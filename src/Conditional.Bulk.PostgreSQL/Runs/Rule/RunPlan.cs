namespace Conditional.Bulk.PostgreSQL;

/// <summary>How a group of consecutive items is written.</summary>
internal enum RunGroupKind
{
    /// <summary>Together: their statements commute.</summary>
    Run,

    /// <summary>One item, whose own statements keep their order.</summary>
    InOrder,

    /// <summary>One item, with the statements that EF makes.</summary>
    Solo,
}

/// <summary>Consecutive items.</summary>
/// <param name="Start">The position of the first one.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Kind">How they are written.</param>
internal readonly record struct RunGroup(int Start, int Count, RunGroupKind Kind);

/// <summary>Divides items, as they come, into groups that are written one after the other.</summary>
internal sealed class RunPlan(CommuteRule rule, TableRanks ranks)
{
    private readonly StatementOrder _order = new(ranks);
    private readonly List<RunGroup> _groups = [];
    private int _start;
    private int _count;
    private int _position;
    private bool _isClosed = true;

    public IReadOnlyList<RunGroup> Groups => _groups;

    /// <summary>How many statements the groups that are complete take.</summary>
    public int Statements { get; private set; }

    /// <summary>Adds the next item.</summary>
    /// <param name="item">Its commands, at least one; the list is not kept.</param>
    /// <param name="isSolo">Whether it is written one by one, whatever its commands are.</param>
    public void Add(IReadOnlyList<RunCommand> item, bool isSolo = false)
    {
        if (isSolo || IsSolo(item))
        {
            Complete();
            AddAlone(RunGroupKind.Solo, item.Count);
        }
        else if (!_isClosed && rule.TryJoin(item, _order))
        {
            _count++;
        }
        else
        {
            Complete();
            if (rule.TryJoin(item, _order)) (_start, _count, _isClosed) = (_position, 1, false);
            else AddAlone(RunGroupKind.InOrder, item.Count);
        }

        _position++;
    }

    /// <summary>Ends the group to which items are added.</summary>
    public void Complete()
    {
        if (!_isClosed)
        {
            _groups.Add(new RunGroup(_start, _count, RunGroupKind.Run));
            Statements += _order.Count;
        }

        _isClosed = true;
        _order.Clear();
        rule.Clear();
    }

    private void AddAlone(RunGroupKind kind, int statements)
    {
        _groups.Add(new RunGroup(_position, 1, kind));
        Statements += statements;
        _order.Clear();
        rule.Clear();
    }

    private static bool IsSolo(IReadOnlyList<RunCommand> item)
    {
        foreach (var command in item)
        {
            if (command.Shape.ReasonForSolo is not null) return true;
        }

        return false;
    }
}
