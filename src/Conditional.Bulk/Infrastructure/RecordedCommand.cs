using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Update;

namespace Conditional.Bulk.Infrastructure;

/// <summary>
/// One command of a recorded item. Its values are a copy of what EF would have sent when the item was saved: nothing that happens to the
/// entity since changes them.
/// </summary>
public sealed class RecordedCommand
{
    private readonly object?[] _values;
    private readonly ValueLink[] _links;

    internal RecordedCommand(CommandShape shape, object?[] values, ValueLink[] links, IReadOnlyList<IUpdateEntry> entries)
    {
        (Shape, _values, _links, Entries) = (shape, values, links, entries);
        ReadValues = shape.Reads.Count == 0 ? [] : new object?[shape.Reads.Count];
    }

    /// <summary>What the command has in common with others.</summary>
    public CommandShape Shape { get; }

    /// <summary>
    /// The values as they are sent, one for each of <see cref="CommandShape.Parameters"/>. That of a link is right after
    /// <see cref="FollowLinks"/>.
    /// </summary>
    public IReadOnlyList<object?> Values => _values;

    /// <summary>The values that other commands of the item generate or write: those commands are executed before.</summary>
    public IReadOnlyList<ValueLink> Links => _links;

    /// <summary>The entries that EF wants to write with it.</summary>
    public IReadOnlyList<IUpdateEntry> Entries { get; }

    /// <summary>What was read back, one value for each of <see cref="CommandShape.Reads"/>, in the property's type.</summary>
    internal object?[] ReadValues { get; }

    /// <summary>Where values that the database generates belong on the caller's instances.</summary>
    internal List<GeneratedValue> Generated => field ??= [];

    internal bool Generates => Shape.Reads.Count > 0 || _links.Length > 0;

    /// <summary>Puts the values that the database generated on the caller's instances; the tracker has to be empty, and is to be cleared.</summary>
    internal void PutGeneratedValues()
    {
        foreach (var (entry, property, source) in Generated)
        {
            var value = source.Command.ReadValues[source.Read];
            PropertyOf(entry.ToEntityEntry(), property).CurrentValue = value;
        }
    }

    /// <summary>Takes the values that other commands have read back into <see cref="Values"/>.</summary>
    public void FollowLinks()
    {
        foreach (var link in _links)
        {
            _values[link.Position] = SentValue.Of(link.Source.ReadValues[link.Read], Shape.Parameters[link.Position].Column);
        }
    }

    /// <summary>Reads the current row of what the command returned.</summary>
    /// <param name="reader">EF's reader, on the row.</param>
    /// <param name="firstOrdinal">Where the values of <see cref="CommandShape.Reads"/> begin.</param>
    /// <exception cref="Exception">A value cannot be read into its property: the error of this item, whose statement succeeded.</exception>
    public void Read(RelationalDataReader reader, int firstOrdinal = 0)
    {
        for (var i = 0; i < ReadValues.Length; i++)
        {
            ReadValues[i] = Shape.Reads[i].Property!.GetReaderFieldValue(reader, firstOrdinal + i, detailedErrorsEnabled: false);
        }
    }

    /// <summary>
    /// Whether the command may have read back these values of a key: those that the database has not generated are not looked at.
    /// </summary>
    internal bool ReadsKey(IReadOnlyList<IProperty> properties, IReadOnlyList<object?> values)
    {
        for (var i = 0; i < properties.Count; i++)
        {
            for (var read = 0; read < ReadValues.Length; read++)
            {
                if (Holds(Shape.Reads[read], properties[i]) && !properties[i].GetKeyValueComparer().Equals(ReadValues[read], values[i])) return false;
            }
        }

        return true;
    }

    /// <summary>Types that share a table have properties of their own for the columns of its key.</summary>
    private static bool Holds(ShapeColumn column, IProperty property) =>
        column.Property == property || column.Column?.PropertyMappings.Any(mapping => mapping.Property == property) is true;

    private static PropertyEntry PropertyOf(EntityEntry entry, IProperty property)
    {
        if (property.DeclaringType is not IComplexType complexType) return entry.Property(property);

        var path = new Stack<IComplexProperty>();
        for (ITypeBase type = complexType; type is IComplexType inner; type = inner.ComplexProperty.DeclaringType) path.Push(inner.ComplexProperty);

        var complex = entry.ComplexProperty(path.Pop());
        while (path.TryPop(out var next)) complex = complex.ComplexProperty(next);
        return complex.Property(property);
    }
}

/// <summary>A property that gets what a command read back.</summary>
internal readonly record struct GeneratedValue(IUpdateEntry Entry, IProperty Property, GeneratedSource Source);

/// <summary>One of the values that a command reads back.</summary>
internal sealed record GeneratedSource(RecordedCommand Command, int Read);

/// <summary>A value that another command of the same item reads back.</summary>
/// <param name="Position">Which of the command's <see cref="RecordedCommand.Values"/> it is.</param>
/// <param name="Source">The other command.</param>
/// <param name="Read">Which of the other command's <see cref="CommandShape.Reads"/> it is.</param>
public readonly record struct ValueLink(int Position, RecordedCommand Source, int Read);
