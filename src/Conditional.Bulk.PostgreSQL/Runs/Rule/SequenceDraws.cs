namespace Conditional.Bulk.PostgreSQL;

/// <summary>All rows of a run that draw from one sequence are of one statement, which draws in their order.</summary>
internal sealed class SequenceDraws : CommuteLine
{
    private readonly Dictionary<uint, RunStatement> _sequences = [];

    public override bool Admits(in RunCommand command)
    {
        foreach (var sequence in command.Shape.Sequences)
        {
            if (_sequences.TryGetValue(sequence, out var drawer) && drawer != command.Statement) return false;
        }

        return true;
    }

    public override void Add(in RunCommand command, IReadOnlyList<RunCommand> item)
    {
        foreach (var sequence in command.Shape.Sequences) _sequences.TryAdd(sequence, command.Statement);
    }

    public override void Clear() => _sequences.Clear();
}
