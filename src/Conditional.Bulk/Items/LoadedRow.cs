using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Conditional.Bulk;

/// <summary>
/// A target as it was loaded, with all that came along in the query, out of the tracker: rows are loaded together, but tracked one by one.
/// </summary>
internal sealed class LoadedRow
{
    private readonly List<Entry> _entries;

    private LoadedRow(object root, List<Entry> entries) => (Root, _entries) = (root, entries);

    public object Root { get; }

    /// <summary>The values that the target has for a key, as it was loaded.</summary>
    public IReadOnlyList<object> KeyOf(TargetRow target)
    {
        var holder = HolderOf(target);
        return [.. target.KeyProperties.Select((property, i) => (target.IsByPrimaryKey ? holder.Key[i] : holder.ValueOf(property))!)];
    }

    /// <summary>What holds the properties of a key: the target, or what it owns; with the values of its primary key.</summary>
    public (IEntityType EntityType, object?[] Key) PartWith(TargetRow target)
    {
        var holder = HolderOf(target);
        return (holder.EntityType, holder.Key);
    }

    private Entry HolderOf(TargetRow target) => target.KeyProperties[0].DeclaringType is IEntityType type && type.IsOwned()
        ? _entries.Find(entry => type.IsAssignableFrom(entry.EntityType))!
        : _entries.Find(entry => ReferenceEquals(entry.Entity, Root))!;

    /// <summary>The rows, by entity type, with the values of their primary keys.</summary>
    public IEnumerable<(IEntityType EntityType, object?[] Key)> Rows => _entries.Select(entry => (entry.EntityType, entry.Key));

    /// <summary>Takes all that the tracker holds out of it.</summary>
    public static LoadedRow Take(DbContext context, object root)
    {
        var entries = new List<Entry>(1);
        foreach (var entry in context.ChangeTracker.Entries()) entries.Add(new Entry(entry));
        context.ChangeTracker.Clear();
        return new LoadedRow(root, entries);
    }

    /// <summary>Gives it all back to the tracker.</summary>
    /// <returns>False if the tracker then holds anything else: the row has to be loaded by itself.</returns>
    public bool TryTrack(DbContext context)
    {
        context.ChangeTracker.AutoDetectChangesEnabled = false;
        try
        {
            if (_entries.Exists(entry => entry.HasComplexShadows)) return false;
            if (_entries is [var only] && ReferenceEquals(only.Entity, Root) && !only.EntityType.HasSharedClrType)
            {
                only.Restore(context.Entry(Root));
                return context.ChangeTracker.Entries().Take(2).Count() == 1;
            }

            return TryTrackGraph(context);
        }
        finally
        {
            context.ChangeTracker.AutoDetectChangesEnabled = true;
        }
    }

    private bool TryTrackGraph(DbContext context)
    {
        var kept = _entries.ToDictionary(entry => (entry.Entity, entry.EntityType), new InstanceComparer());
        foreach (var entry in _entries.Where(entry => entry.EntityType.HasSharedClrType && !entry.EntityType.IsOwned()))
        {
            // Rows of join tables and the like are reached by no navigation.
            if (entry.Entity is not Dictionary<string, object> bag) return false;

            entry.Restore(context.Set<Dictionary<string, object>>(entry.EntityType.Name).Entry(bag));
        }

        context.ChangeTracker.TrackGraph(Root, node =>
        {
            if (kept.TryGetValue((node.Entry.Entity, node.Entry.Metadata), out var entry)) entry.Restore(node.Entry);
        });

        var tracked = context.ChangeTracker.Entries().ToList();
        return tracked.Count == _entries.Count && tracked.TrueForAll(entry =>
            entry.State == EntityState.Unchanged && kept.ContainsKey((entry.Entity, entry.Metadata)));
    }

    private sealed class Entry
    {
        private readonly List<(IProperty Property, object? Value)>? _shadows;

        public Entry(EntityEntry entry)
        {
            (Entity, EntityType) = (entry.Entity, entry.Metadata);
            foreach (var property in ShadowsOf(EntityType)) (_shadows ??= []).Add((property, entry.Property(property).CurrentValue));
            Key = [.. EntityType.FindPrimaryKey()?.Properties.Select(property => entry.Property(property).CurrentValue) ?? []];
        }

        /// <summary>Values of complex types that no member holds do not survive without a tracker.</summary>
        public bool HasComplexShadows => EntityType.GetOrAddRuntimeAnnotationValue(
            "Conditional.Bulk:ComplexShadows",
            static type => type!.GetFlattenedProperties().Any(property => property.DeclaringType is IComplexType && property.IsShadowProperty()),
            EntityType);

        public object Entity { get; }

        public IEntityType EntityType { get; }

        public object?[] Key { get; }

        public object? ValueOf(IProperty property) =>
            property.IsShadowProperty() ? _shadows!.Find(shadow => shadow.Property == property).Value : property.GetGetter().GetClrValue(Entity);

        public void Restore(EntityEntry entry)
        {
            foreach (var (property, value) in _shadows ?? []) entry.Property(property).CurrentValue = value;
            entry.State = EntityState.Unchanged;
        }

        private static IProperty[] ShadowsOf(IEntityType entityType) => entityType.GetOrAddRuntimeAnnotationValue(
            "Conditional.Bulk:Shadows", static type => type!.GetProperties().Where(property => property.IsShadowProperty()).ToArray(), entityType);
    }

    private sealed class InstanceComparer : IEqualityComparer<(object Entity, IEntityType EntityType)>
    {
        public bool Equals((object Entity, IEntityType EntityType) x, (object Entity, IEntityType EntityType) y) =>
            ReferenceEquals(x.Entity, y.Entity) && x.EntityType == y.EntityType;

        public int GetHashCode((object Entity, IEntityType EntityType) row) =>
            System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(row.Entity);
    }
}
