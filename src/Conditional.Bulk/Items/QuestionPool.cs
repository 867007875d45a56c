using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Conditional.Bulk;

/// <summary>The questions that are asked together, each of them once.</summary>
internal sealed class QuestionPool
{
    private readonly List<GateQuestion> _questions = [];
    private readonly List<IReadOnlyList<string>?> _tables = [];
    private readonly Dictionary<GateSignature, int> _signed = new(GateSignatureComparer.Same);
    private readonly Dictionary<GateSignature, int>.AlternateLookup<ReadOnlySpan<object?>> _signedByParts;
    private readonly GateReader _reader = new();
    private readonly Dictionary<GateQuestion, int> _positions = [];

    public QuestionPool() => _signedByParts = _signed.GetAlternateLookup<ReadOnlySpan<object?>>();

    public IReadOnlyList<GateQuestion> Questions => _questions;

    /// <summary>The tables that a question reads, each as often as it is mentioned; null if that cannot be told.</summary>
    public IReadOnlyList<string>? TablesOf(int position) => _tables[position];

    /// <returns>The position of the condition's question.</returns>
    public int Add(GateLeaf leaf, WriteItem item, DbContext context, WriteSession session)
    {
        leaf.Read(_reader);
        var isSigned = _reader.IsKnown && leaf is not TargetGate;
        if (isSigned && _signedByParts.TryGetValue(_reader.Parts, out var known)) return known;

        // Code that a condition runs to get its values runs for each item.
        var question = _reader.RunsCode
            ? item.AskOnce(leaf, () => leaf.Ask(session, context, item.Target))
            : leaf.Ask(session, context, item.Target);
        if (!_positions.TryGetValue(question, out var position))
        {
            position = _questions.Count;
            _questions.Add(question);
            _tables.Add(question.Tables?.Select(table => TableNames.Of(table.Name)).ToArray());
            _positions.Add(question, position);
        }

        if (isSigned) _signedByParts.TryAdd(_reader.Parts, position);
        return position;
    }

    /// <summary>Forgets the questions of an item that is not asked after all.</summary>
    public void ForgetFrom(int count)
    {
        foreach (var signed in _signed.Where(signed => signed.Value >= count).ToList()) _signed.Remove(signed.Key);
        foreach (var asked in _positions.Where(asked => asked.Value >= count).ToList()) _positions.Remove(asked.Key);
        _questions.RemoveRange(count, _questions.Count - count);
        _tables.RemoveRange(count, _tables.Count - count);
    }
}
