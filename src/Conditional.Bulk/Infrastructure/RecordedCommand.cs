using Microsoft.EntityFrameworkCore;
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
}

/// <summary>A value that another command of the same item reads back.</summary>
/// <param name="Position">Which of the command's <see cref="RecordedCommand.Values"/> it is.</param>
/// <param name="Source">The other command.</param>
/// <param name="Read">Which of the other command's <see cref="CommandShape.Reads"/> it is.</param>
public readonly record struct ValueLink(int Position, RecordedCommand Source, int Read);
