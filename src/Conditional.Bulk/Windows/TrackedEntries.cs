using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace Conditional.Bulk;

/// <summary>The entries that a tracker took in since this was made, or cleared.</summary>
internal sealed class TrackedEntries : IDisposable
{
    private readonly ChangeTracker _tracker;
    private readonly Dictionary<object, EntityEntry> _loaded = new(ReferenceEqualityComparer.Instance);
    private readonly List<EntityEntry> _since = [];

    public TrackedEntries(ChangeTracker tracker)
    {
        _tracker = tracker;
        tracker.Tracked += OnTracked;
    }

    /// <summary>Those since the last <see cref="Clear"/>.</summary>
    public IReadOnlyList<EntityEntry> All => _since;

    /// <summary>Those of the given instances that a query brought.</summary>
    public IEnumerable<EntityEntry> Among(IEnumerable<object> instances) =>
        instances.Select(instance => _loaded.GetValueOrDefault(instance)).OfType<EntityEntry>();

    public void Clear() => _since.Clear();

    public void Dispose() => _tracker.Tracked -= OnTracked;

    private void OnTracked(object? sender, EntityTrackedEventArgs e)
    {
        if (e.FromQuery) _loaded[e.Entry.Entity] = e.Entry;
        else _since.Add(e.Entry);
    }
}
