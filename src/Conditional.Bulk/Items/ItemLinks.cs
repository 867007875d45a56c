using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Update;

namespace Conditional.Bulk;

/// <summary>
/// Where the values of one item come from that the database generates: found while the item is tracked, since EF forgets it with the
/// tracker.
/// </summary>
internal sealed class ItemLinks(ItemDatabase database)
{
    private Dictionary<(IUpdateEntry Entry, IProperty Property), GeneratedSource>? _sources;

    /// <summary>
    /// Whether a column is marked as read back although a command of the item before it reads the value already: EF decides only after
    /// executing that one that the column is to be written.
    /// </summary>
    public bool IsWrittenLate(IReadOnlyList<IColumnModification> columns) => _sources is not null && columns.Any(
        column => column is { IsRead: true, Entry: not null, Property: not null } && _sources.ContainsKey((column.Entry, column.Property)));

    /// <summary>
    /// Whether a value is not known yet: it is temporary, or a copy that a handler made of a temporary key, and that EF replaces along with the key.
    /// </summary>
    /// <param name="entry">The row.</param>
    /// <param name="property">The property.</param>
    /// <param name="source">Which command reads the value; null if none before does.</param>
    public bool IsToCome(IUpdateEntry entry, IProperty property, out GeneratedSource? source)
    {
        var isTemporary = entry.HasTemporaryValue(property);
        source = isTemporary || (_sources is not null && property.IsForeignKey()) ? SourceOf(entry, property) : null;
        return isTemporary || source is not null;
    }

    /// <summary>Which command reads the value that is temporary now; null if none before does.</summary>
    private GeneratedSource? SourceOf(IUpdateEntry entry, IProperty property)
    {
        if (_sources is null) return null;
        if (_sources.TryGetValue((entry, property), out var known)) return known;

        foreach (var foreignKey in property.GetContainingForeignKeys())
        {
            if (database.Adapter.FindPrincipal(entry, foreignKey) is not { } principal) continue;

            var principalProperty = foreignKey.PrincipalKey.Properties[foreignKey.Properties.PositionOf(property)];
            if (SourceOf(principal, principalProperty) is { } source) return source;
        }

        return null;
    }

    /// <summary>A command is recorded: what it reads, and what it links to, can be linked to from now on.</summary>
    public void Add(RecordedCommand command, IReadOnlyList<IColumnModification> columns, List<PendingLink>? links)
    {
        if (command.Shape.Reads.Count == 0 && links is null) return;

        _sources ??= [];
        var read = 0;
        foreach (var column in columns)
        {
            if (!column.IsRead) continue;

            if (column is { Entry: { } entry, Property: { } property }) Add(command, entry, property, new GeneratedSource(command, read));
            read++;
        }

        foreach (var link in links ?? []) Add(command, link.Entry, link.Property, link.Source);
        if (command.Entries.Count > 1) AddSharedRows(command);
    }

    /// <summary>The only command of an item is recorded.</summary>
    public void Add(RecordedCommand command, IUpdateEntry entry)
    {
        if (command.Shape.Reads.Count == 0) return;

        _sources ??= [];
        for (var read = 0; read < command.Shape.Reads.Count; read++)
        {
            Add(command, entry, command.Shape.Reads[read].Property!, new GeneratedSource(command, read));
        }
    }

    /// <summary>Entities that share the row have the values, too, but no columns of their own.</summary>
    private void AddSharedRows(RecordedCommand command)
    {
        foreach (var entry in command.Entries)
        {
            foreach (var property in entry.EntityType.GetProperties())
            {
                if (_sources!.ContainsKey((entry, property)) || !entry.HasTemporaryValue(property)) continue;
                if (SourceOf(entry, property) is { } source) Add(command, entry, property, source);
            }
        }
    }

    private void Add(RecordedCommand command, IUpdateEntry entry, IProperty property, GeneratedSource source)
    {
        _sources![(entry, property)] = source;
        if (!property.IsShadowProperty()) command.Generated.Add(new GeneratedValue(entry, property, source));
    }
}

/// <summary>A written value that is known only when another command is executed.</summary>
internal readonly record struct PendingLink(int Position, GeneratedSource Source, IUpdateEntry Entry, IProperty Property);
