using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace Conditional.Bulk;

/// <summary>One item on its way through a window.</summary>
internal sealed class WindowItem<TEntity>(int index, WriteItem<TEntity> item) where TEntity : class
{
    private readonly List<EntityEntry> _entries = new(1);

    public int Index => index;

    public WriteItem<TEntity> Item => item;

    /// <summary>Where in the window's answers each condition of the gate finds its own.</summary>
    public List<(GateLeaf Leaf, int Question)> Questions { get; } = new(1);

    /// <summary>The tables that its gate reads, but for the target's own row; null if that cannot be told.</summary>
    public IReadOnlyList<(string Name, string? Schema)>? GateTables { get; private set; } = [];

    public TEntity? Entity { get; set; }

    public WriteFailure? Failure { get; set; }

    public IEnumerable<object> Graph { get; set; } = [];

    public IReadOnlyList<EntityEntry> Entries => _entries;

    public void Own(IEnumerable<EntityEntry> entries) => _entries.AddRange(entries);

    public void Ask(GateLeaf leaf, int question, IReadOnlyList<(string Name, string? Schema)>? tables)
    {
        Questions.Add((leaf, question));
        GateTables = GateTables is [] || tables is null ? tables : GateTables is null ? null : [.. GateTables, .. tables];
    }

    /// <summary>Takes everything of it out of the tracker.</summary>
    public void Detach()
    {
        foreach (var entry in _entries) entry.State = EntityState.Detached;
    }

    public ItemResult<TEntity> Result() => Failure is null ? new(index, Entity!) : new(Failure);
}
