namespace Conditional.Bulk.PostgreSQL;

/// <summary>
/// An update near a delete of the run (<see cref="DeleteReach.Near"/>) is of a table that no action changes, and sets nothing that an index
/// or a foreign key looks at.
/// </summary>
internal sealed class DeletesAndUpdates : CommuteLine
{
    private readonly HashSet<uint> _near = [];
    private readonly HashSet<uint> _changed = [];
    private readonly HashSet<uint> _updated = [];
    private readonly HashSet<uint> _moved = [];

    public override bool Admits(in RunCommand command)
    {
        var table = command.Shape.Table;
        return command.Shape.Verb switch
        {
            RunVerb.Update => !_changed.Contains(table.Id) && !(Moves(command) && _near.Contains(table.Id)),
            RunVerb.Delete when _updated.Count > 0 =>
                table.Deletes is { } reach && !reach.ChangedByActions.Overlaps(_updated) && !reach.Near.Overlaps(_moved),
            _ => true,
        };
    }

    public override void Add(in RunCommand command, IReadOnlyList<RunCommand> item)
    {
        var table = command.Shape.Table;
        if (command.Shape.Verb == RunVerb.Update)
        {
            _updated.Add(table.Id);
            if (Moves(command)) _moved.Add(table.Id);
        }
        else if (command.Shape.Verb == RunVerb.Delete && table.Deletes is { } reach && !_near.Contains(table.Id))
        {
            _near.UnionWith(reach.Near);
            _changed.UnionWith(reach.ChangedByActions);
        }
    }

    public override void Clear()
    {
        _near.Clear();
        _changed.Clear();
        _updated.Clear();
        _moved.Clear();
    }

    private static bool Moves(in RunCommand command) => command.Shape.SetsUnique || command.Shape.SetsForeignKey;
}
