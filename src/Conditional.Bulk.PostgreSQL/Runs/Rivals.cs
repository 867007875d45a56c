using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>
/// Items that may be after the same entry of a unique index: which of them gets it depends on their order. A hint only, so values are compared
/// wider than any collation does.
/// </summary>
internal static class Rivals
{
    public static HashSet<RecordedItem> Among(IEnumerable<RecordedItem> items, RunShapes shapes)
    {
        var first = new Dictionary<Entry, RecordedItem>();
        var rivals = new HashSet<RecordedItem>();
        foreach (var item in items)
        {
            foreach (var command in item.Commands)
            {
                if (command.Shape.Kind == EntityState.Deleted) continue;

                foreach (var (index, positions) in shapes.UniqueIndexesOf(command.Shape))
                {
                    if (Array.Exists(positions, position => command.Values[position] is null)) continue;

                    var entry = new Entry(index, string.Join('\u001f', positions.Select(position => Folded(command.Values[position]))));
                    if (first.TryAdd(entry, item) || ReferenceEquals(first[entry], item)) continue;

                    rivals.Add(first[entry]);
                    rivals.Add(item);
                }
            }
        }

        return rivals;
    }

    private static string Folded(object? value) => value switch
    {
        string text => text.Trim().ToUpperInvariant(),
        byte[] bytes => Convert.ToHexString(bytes),
        _ => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) ?? "",
    };

    private readonly record struct Entry(IReadOnlyList<string> Index, string Values);
}
