using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Conditional.Bulk;

/// <summary>The questions that are asked together, each of them once.</summary>
internal sealed class QuestionPool
{
    private readonly List<GateQuestion> _questions = [];
    private readonly Dictionary<GateSignature, int> _signed = [];
    private readonly Dictionary<GateQuestion, int> _positions = [];

    public IReadOnlyList<GateQuestion> Questions => _questions;

    /// <returns>The position of the condition's question.</returns>
    public int Add(GateLeaf leaf, WriteItem item, DbContext context, WriteSession session)
    {
        // A condition that runs code to get its values has no signature: the code runs for each item.
        var signature = leaf.Sign(out var runsCode);
        if (leaf is TargetGate) signature = null;
        if (signature is not null && _signed.TryGetValue(signature, out var known)) return known;

        var question = runsCode
            ? item.AskOnce(leaf, () => leaf.Ask(session, context, item.Target?.KeyValues))
            : leaf.Ask(session, context, item.Target?.KeyValues);
        if (!_positions.TryGetValue(question, out var position))
        {
            position = _questions.Count;
            _questions.Add(question);
            _positions.Add(question, position);
        }

        if (signature is not null) _signed.Add(signature, position);
        return position;
    }

    /// <summary>Forgets the questions of an item that is not asked after all.</summary>
    public void ForgetFrom(int count)
    {
        foreach (var signed in _signed.Where(signed => signed.Value >= count).ToList()) _signed.Remove(signed.Key);
        foreach (var asked in _positions.Where(asked => asked.Value >= count).ToList()) _positions.Remove(asked.Key);
        _questions.RemoveRange(count, _questions.Count - count);
    }
}
