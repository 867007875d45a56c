using Conditional.Bulk.Infrastructure;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>How the items of a window are written: portions one after the other, each of one or more groups.</summary>
internal sealed class RunDivision
{
    /// <summary>The server holds four times as much while it executes a statement.</summary>
    private const long MostBytes = 16 << 20;

    private RunDivision(IReadOnlyList<RunPortion> portions, TableRanks ranks, bool hasLittleInCommon) =>
        (Portions, Ranks, HasLittleInCommon) = (portions, ranks, hasLittleInCommon);

    public IReadOnlyList<RunPortion> Portions { get; }

    public TableRanks Ranks { get; }

    /// <summary>Whether there are more than a quarter as many statements as items.</summary>
    public bool HasLittleInCommon { get; }

    /// <param name="items">The items, in order.</param>
    /// <param name="shapes">What is known of their shapes.</param>
    /// <param name="itemsPerSavepoint">At most how many items share a savepoint.</param>
    /// <param name="solo">Items that are written one by one.</param>
    public static RunDivision Of(
        IReadOnlyList<RecordedItem> items, RunShapes shapes, int itemsPerSavepoint, HashSet<RecordedItem>? solo = null)
    {
        // All shapes are to be known before tables can be ranked.
        foreach (var item in items) shapes.CommandsOf(item);

        var ranks = new TableRanks(shapes.Tables);
        var plan = new RunPlan(new CommuteRule(CommuteRule.Lines()), ranks);
        var count = 0;
        var bytes = 0L;
        foreach (var item in items)
        {
            bytes += SizeOf(item);
            if (count > 0 && (count == itemsPerSavepoint || bytes > MostBytes))
            {
                plan.Complete();
                (count, bytes) = (0, SizeOf(item));
            }

            plan.Add(shapes.CommandsOf(item), solo?.Contains(item) is true);
            count++;
        }

        plan.Complete();
        return new RunDivision(PortionsOf(items, plan.Groups, shapes, ranks, itemsPerSavepoint), ranks, plan.Statements * 4 > items.Count);
    }

    private static List<RunPortion> PortionsOf(
        IReadOnlyList<RecordedItem> items, IReadOnlyList<RunGroup> groups, RunShapes shapes, TableRanks ranks, int itemsPerSavepoint)
    {
        var portions = new List<RunPortion>();
        foreach (var group in groups)
        {
            var isSolo = group.Kind == RunGroupKind.Solo;
            if (portions.Count == 0 || portions[^1].IsSolo != isSolo || (!isSolo && portions[^1].Count + group.Count > itemsPerSavepoint))
            {
                portions.Add(new RunPortion(isSolo));
            }

            var members = new RecordedItem[group.Count];
            for (var i = 0; i < members.Length; i++) members[i] = items[group.Start + i];
            if (isSolo) portions[^1].Items.AddRange(members);
            else
            {
                portions[^1].Groups.Add(new GroupWork(
                    members,
                    group.Kind == RunGroupKind.Run ? GroupStatements.Together(members, shapes, ranks) : GroupStatements.InOrder(members[0], shapes)));
            }
        }

        return portions;
    }

    private static long SizeOf(RecordedItem item)
    {
        var size = 0L;
        foreach (var command in item.Commands)
        {
            foreach (var value in command.Values)
            {
                size += value switch { string text => text.Length, byte[] bytes => bytes.Length, _ => 16 };
            }
        }

        return size;
    }
}

/// <summary>Consecutive groups that share a savepoint, or items that are written literally.</summary>
internal sealed class RunPortion(bool isSolo)
{
    public bool IsSolo => isSolo;

    /// <summary>The items, of those that are written literally.</summary>
    public List<RecordedItem> Items { get; } = [];

    /// <summary>The groups, of those that are not.</summary>
    public List<GroupWork> Groups { get; } = [];

    public int Count => Groups.Sum(group => group.Items.Count);
}
