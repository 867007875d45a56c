namespace Conditional.Bulk.PostgreSQL;

/// <summary>A foreign key that points to a row which an insert of the same item makes.</summary>
internal static class OwnReference
{
    /// <summary>The insert that makes the row; null if none of the item makes it for certain.</summary>
    /// <param name="command">The command that writes the foreign key.</param>
    /// <param name="foreignKey">The foreign key.</param>
    /// <param name="item">The commands of the item before it.</param>
    public static RunCommand? Of(in RunCommand command, WrittenForeignKey foreignKey, IReadOnlyList<RunCommand> item)
    {
        if (!foreignKey.IsKnown) return null;

        if (command.IsLinked(foreignKey.Positions)) return Generator(command, foreignKey, item);

        var key = new RowKey(command.Values, foreignKey.Positions);
        if (Makes(command, foreignKey, key)) return command;

        for (var i = item.Count - 1; i >= 0; i--)
        {
            if (Makes(item[i], foreignKey, key)) return item[i];
        }

        return null;
    }

    private static RunCommand? Generator(in RunCommand command, WrittenForeignKey foreignKey, IReadOnlyList<RunCommand> item)
    {
        foreach (var source in command.Sources ?? [])
        {
            if (item[source].Shape is { Verb: RunVerb.Insert } shape && shape.Table.Id == foreignKey.Facts.Target) return item[source];
        }

        return null;
    }

    private static bool Makes(in RunCommand command, WrittenForeignKey foreignKey, RowKey key) =>
        command.Shape.Verb == RunVerb.Insert
        && command.Shape.Table.Id == foreignKey.Facts.Target
        && command.Shape.Written(foreignKey.Facts.TargetColumns) is { } positions
        && !command.IsLinked(positions)
        && !key.HasNull
        && key.Equals(new RowKey(command.Values, positions));
}
