using Microsoft.EntityFrameworkCore.Metadata;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>
/// Which tables the call has locked as a write does, so that nobody changes their definitions until the transaction ends. Of one
/// call only: between two of them the caller may roll back to a savepoint, which gives locks back.
/// </summary>
internal sealed class TableLocks
{
    private readonly HashSet<ITable> _locked = [];
    private readonly HashSet<ITable> _refused = [];
    private IReadOnlyList<ITable> _inWindow = [];

    /// <summary>The tables that are still to be locked.</summary>
    public IReadOnlyList<ITable> Due(IEnumerable<ITable> tables) =>
        [.. tables.Distinct().Where(table => !_locked.Contains(table) && !_refused.Contains(table))];

    /// <summary>Whether the definition of a table stays as it is.</summary>
    public bool Holds(ITable table) => _locked.Contains(table);

    /// <summary>Whether the server does not lock a table.</summary>
    public bool Refuses(ITable table) => _refused.Contains(table);

    /// <summary>Says that a window was opened with these locks; those of the window before are kept.</summary>
    public void Take(IReadOnlyList<ITable> tables)
    {
        _locked.UnionWith(tables);
        _inWindow = tables;
    }

    /// <summary>Says that the server does not lock a table.</summary>
    public void Refuse(ITable table) => _refused.Add(table);

    /// <summary>Says that the window was undone.</summary>
    public void GiveBack()
    {
        _locked.ExceptWith(_inWindow);
        _inWindow = [];
    }
}
