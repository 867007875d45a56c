namespace Conditional.Bulk.PostgreSQL;

/// <summary>
/// What frees an entry of a unique index is kept apart from what may take it: inserts only add entries, so all of them fit if they fit
/// together.
/// </summary>
internal sealed class UniqueEntries : CommuteLine
{
    private readonly HashSet<uint> _written = [];
    private readonly HashSet<uint> _freed = [];

    public override bool Admits(in RunCommand command)
    {
        if (command.Shape.Verb == RunVerb.Delete) return true;

        var table = command.Shape.Table.Id;
        return !_freed.Contains(table) && !(command.Shape.SetsUnique && _written.Contains(table));
    }

    public override void Add(in RunCommand command, IReadOnlyList<RunCommand> item)
    {
        if (command.Shape.Verb == RunVerb.Delete) return;

        _written.Add(command.Shape.Table.Id);
        if (command.Shape.SetsUnique) _freed.Add(command.Shape.Table.Id);
    }

    public override void Clear()
    {
        _written.Clear();
        _freed.Clear();
    }
}
