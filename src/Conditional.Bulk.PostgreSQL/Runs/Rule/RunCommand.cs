namespace Conditional.Bulk.PostgreSQL;

/// <summary>A command of an item.</summary>
/// <param name="Shape">What it has in common with others.</param>
/// <param name="Values">Its values, in the order of the shape's parameters.</param>
/// <param name="Links">A bit for each of the values that a command before it in the item generates.</param>
/// <param name="Level">After how many such commands, one after the other, it can be executed.</param>
/// <param name="Sources">Which commands of the item generate them; null if there are none.</param>
internal readonly record struct RunCommand(
    RunShape Shape, IReadOnlyList<object?> Values, ulong Links = 0, int Level = 0, IReadOnlyList<int>? Sources = null)
{
    public RunStatement Statement => new(Shape, Level);

    /// <summary>Its key; null if the key is not sent, or not known yet.</summary>
    public RowKey? Key => Shape.Key is { } key && !IsLinked(key) ? new RowKey(Values, key) : null;

    /// <summary>Its key if that tells the row apart from all others for certain.</summary>
    public RowKey? ExactKey => Shape.HasExactKey && Key is { IsExact: true } key ? key : null;

    public bool IsLinked(int[] positions)
    {
        if (Links == 0) return false;

        foreach (var position in positions)
        {
            if ((Links & (1ul << position)) != 0) return true;
        }

        return false;
    }
}
