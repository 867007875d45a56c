namespace Conditional.Bulk.PostgreSQL;

/// <summary>No row is inserted into a table that a delete of the run changes, or that refers to such a table.</summary>
internal sealed class DeletesAndInserts : CommuteLine
{
    private readonly HashSet<uint> _near = [];
    private readonly HashSet<uint> _inserted = [];

    public override bool Admits(in RunCommand command) => command.Shape.Verb switch
    {
        RunVerb.Insert => !_near.Contains(command.Shape.Table.Id),
        RunVerb.Delete => _inserted.Count == 0 || (command.Shape.Table.Deletes is { } reach && !reach.Near.Overlaps(_inserted)),
        _ => true,
    };

    public override void Add(in RunCommand command, IReadOnlyList<RunCommand> item)
    {
        if (command.Shape.Verb == RunVerb.Insert) _inserted.Add(command.Shape.Table.Id);
        else if (command.Shape is { Verb: RunVerb.Delete, Table.Deletes: { } reach } && !_near.Contains(command.Shape.Table.Id)) _near.UnionWith(reach.Near);
    }

    public override void Clear()
    {
        _near.Clear();
        _inserted.Clear();
    }
}
