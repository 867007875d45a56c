namespace Conditional.Bulk.PostgreSQL;

/// <summary>Deletes from one table share a run if their order makes no difference; those from two tables if nothing is near both.</summary>
internal sealed class DeletesTogether : CommuteLine
{
    private readonly HashSet<uint> _near = [];
    private readonly HashSet<uint> _deleted = [];

    public override bool Admits(in RunCommand command)
    {
        if (command.Shape.Verb != RunVerb.Delete || _deleted.Count == 0) return true;

        if (command.Shape.Table.Deletes is not { } reach) return false;

        if (_deleted.Contains(command.Shape.Table.Id)) return reach.IsSimple;

        return !reach.Near.Overlaps(_near);
    }

    public override void Add(in RunCommand command, IReadOnlyList<RunCommand> item)
    {
        if (command.Shape.Verb != RunVerb.Delete || !_deleted.Add(command.Shape.Table.Id)) return;

        if (command.Shape.Table.Deletes is { } reach) _near.UnionWith(reach.Near);
    }

    public override void Clear()
    {
        _near.Clear();
        _deleted.Clear();
    }
}
