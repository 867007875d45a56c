namespace Conditional.Bulk.PostgreSQL;

/// <summary>
/// One line of the rule which statements give the same verdicts and rows in any order. It remembers of the commands of a run what it
/// needs to tell whether one more commutes with all of them.
/// </summary>
internal abstract class CommuteLine
{
    /// <summary>Whether a command commutes with all that are in the run.</summary>
    public abstract bool Admits(in RunCommand command);

    /// <summary>Takes a command into the run.</summary>
    /// <param name="command">The command.</param>
    /// <param name="item">The commands of its item before it.</param>
    public abstract void Add(in RunCommand command, IReadOnlyList<RunCommand> item);

    /// <summary>Begins a new run.</summary>
    public abstract void Clear();
}
