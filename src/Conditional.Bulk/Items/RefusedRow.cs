using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Update;

namespace Conditional.Bulk;

/// <summary>A row that an item was to write when the database refused the item.</summary>
/// <param name="EntityType">The entity type.</param>
/// <param name="Kind">Added, Modified or Deleted.</param>
/// <param name="IsSuspect">Whether it may be the row that was refused.</param>
/// <param name="Key">The values of the primary key, as far as they are known.</param>
/// <param name="Values">The values of keys and unique indexes that the item was to set, as far as they are known.</param>
internal sealed record RefusedRow(
    IEntityType EntityType, EntityState Kind, bool IsSuspect, object?[] Key, IReadOnlyDictionary<IProperty, object?> Values)
{
    /// <summary>Those of the properties that were to be written.</summary>
    public IReadOnlySet<IProperty> Changed { get; private init; } = new HashSet<IProperty>();

    /// <summary>
    /// The rows of a recorded item: those of the rejected command first, then those that were written with the same statement.
    /// </summary>
    public static IReadOnlyList<RefusedRow> Of(RecordedItem item)
    {
        if (item.Rejected is not { } rejected) return [];

        return
        [
            .. item.Commands.OrderBy(command => command == rejected ? 0 : 1)
                .SelectMany(command => command.Entries.Select(entry => Of(entry, command, isSuspect: command.Shape == rejected.Shape))),
        ];
    }

    /// <summary>The rows that the tracker has for an item whose save failed.</summary>
    /// <param name="context">The private context.</param>
    /// <param name="exception">With what the save ended. EF names the entries of the statement or, where it cannot tell, of its
    /// batch.</param>
    public static IReadOnlyList<RefusedRow> Of(DbContext context, Exception exception)
    {
        HashSet<object> suspects = new(EntriesOf(exception).Select(entry => entry.Entity), ReferenceEqualityComparer.Instance);
        context.ChangeTracker.AutoDetectChangesEnabled = false;
        try
        {
            return
            [
                .. context.ChangeTracker.Entries()
                    .Where(entry => entry.State is EntityState.Added or EntityState.Modified or EntityState.Deleted)
                    .Select(entry => Of(entry, suspects.Count == 0 || suspects.Contains(entry.Entity))),
            ];
        }
        finally
        {
            context.ChangeTracker.AutoDetectChangesEnabled = true;
        }
    }

    private static RefusedRow Of(IUpdateEntry entry, RecordedCommand command, bool isSuspect)
    {
        var generated = command.Shape.Reads.Select(column => column.Property).OfType<IProperty>().ToHashSet();
        var changed = command.Shape.Parameters.Where(parameter => !parameter.IsCondition).Select(parameter => parameter.Column.Property)
            .OfType<IProperty>().ToHashSet();
        return new RefusedRow(
            entry.EntityType, command.Shape.Kind, isSuspect,
            [.. entry.EntityType.FindPrimaryKey()!.Properties.Select(entry.GetCurrentValue)],
            UniqueOf(entry.EntityType).Where(property => !generated.Contains(property) && !entry.HasTemporaryValue(property))
                .ToDictionary(property => property, entry.GetCurrentValue))
        {
            Changed = changed,
        };
    }

    private static RefusedRow Of(EntityEntry entry, bool isSuspect) => new(
        entry.Metadata, entry.State, isSuspect,
        [.. entry.Metadata.FindPrimaryKey()!.Properties.Select(property => entry.Property(property).CurrentValue)],
        UniqueOf(entry.Metadata).Where(property => !IsGenerated(entry, property))
            .ToDictionary(property => property, property => entry.Property(property).CurrentValue))
    {
        Changed = UniqueOf(entry.Metadata).Where(property => entry.Property(property).IsModified).ToHashSet(),
    };

    private static bool IsGenerated(EntityEntry entry, IProperty property) =>
        entry.Property(property).IsTemporary
        || (entry.State == EntityState.Added && property.ValueGenerated.HasFlag(ValueGenerated.OnAdd)
            && Equals(entry.Property(property).CurrentValue, property.Sentinel));

    private static IReadOnlyList<EntityEntry> EntriesOf(Exception exception)
    {
        for (var current = exception; current is not null; current = current.InnerException)
        {
            if (current is DbUpdateException { Entries: { Count: > 0 } entries }) return entries;
        }

        return [];
    }

    private static IProperty[] UniqueOf(IEntityType entityType) => entityType.GetOrAddRuntimeAnnotationValue(
        "Conditional.Bulk:UniqueProperties",
        static type => type!.GetKeys().SelectMany(key => key.Properties)
            .Concat(type.GetIndexes().Where(index => index.IsUnique).SelectMany(index => index.Properties))
            .Distinct().ToArray(),
        entityType);
}
