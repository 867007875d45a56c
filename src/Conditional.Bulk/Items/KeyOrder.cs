using System.Globalization;
using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Conditional.Bulk;

/// <summary>
/// Puts the rows that upserts create in front of the rows that upserts change, in the order of their keys: sessions that create the same
/// rows wait for each other in the unique index, and with an order that all of them share not crosswise. As long as all of them succeed, the
/// order makes no difference; if any fails, nothing is to be kept.
/// </summary>
internal static class KeyOrder
{
    /// <summary>The items in the order in which they are to be written. Those whose places are changed are told so.</summary>
    public static IReadOnlyList<RecordedItem> Of(IReadOnlyList<RecordedItem> items, WriteSession session)
    {
        RecordedItem[]? ordered = null;
        for (var start = 0; start < items.Count;)
        {
            var end = start;
            while (end < items.Count && CanMove(items[end], items[start])) end++;
            if (end - start > 1 && session.MayOrder(items[start].Upsert!.Table))
            {
                ordered ??= [.. items];
                Order(ordered.AsSpan(start, end - start));
            }

            start = Math.Max(end, start + 1);
        }

        return ordered ?? items;
    }

    private static void Order(Span<RecordedItem> items)
    {
        RecordedItem[] before = [.. items];
        RecordedItem[] created = [.. before.Where(item => item.Upsert!.NewKey is not null).OrderBy(item => item.Upsert!.NewKey, KeyValues.Instance)];
        RecordedItem[] after = [.. created, .. before.Where(item => item.Upsert!.NewKey is null)];
        if (after.AsSpan().SequenceEqual(items)) return;

        after.CopyTo(items);
        foreach (var item in after) item.IsReordered = true;
    }

    /// <summary>Whether an item is an upsert that writes nothing but its row, in the table of the first one.</summary>
    private static bool CanMove(RecordedItem item, RecordedItem first)
    {
        if (item.Upsert is not { } upsert || upsert.Table != first.Upsert?.Table || RefersToItself(upsert.Table)) return false;
        if (item.Commands is not [var command]) return item.Commands.Count == 0;
        if (command.Shape.Table != upsert.Table) return false;

        return upsert.NewKey is not null
            ? command.Shape.Kind == EntityState.Added
            : command.Shape.Kind == EntityState.Modified && !SetsKey(command.Shape);
    }

    private static bool SetsKey(CommandShape shape) =>
        shape.Parameters.Any(parameter => !parameter.IsCondition && parameter.Column.Property?.IsKey() is not false);

    private static bool RefersToItself(ITable table) => table.ForeignKeyConstraints.Any(foreignKey => foreignKey.PrincipalTable == table);

    private sealed class KeyValues : IComparer<object?[]?>
    {
        public static KeyValues Instance { get; } = new();

        public int Compare(object?[]? x, object?[]? y)
        {
            for (var i = 0; i < x!.Length; i++)
            {
                if (Compare(x[i], y![i]) is var order and not 0) return order;
            }

            return 0;
        }

        private static int Compare(object? x, object? y) => (x, y) switch
        {
            (string left, string right) => string.CompareOrdinal(left, right),
            (byte[] left, byte[] right) => left.AsSpan().SequenceCompareTo(right),
            (IComparable left, not null) when left.GetType() == y.GetType() => left.CompareTo(y),
            _ => string.CompareOrdinal(Convert.ToString(x, CultureInfo.InvariantCulture), Convert.ToString(y, CultureInfo.InvariantCulture)),
        };
    }
}
