using System.Runtime.ExceptionServices;
using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Conditional.Bulk;

/// <summary>
/// What the gate of one item asks. The captured values of a condition are read once; what a condition throws when they are read, or when
/// EF translates it, is kept until the gate comes to that condition.
/// </summary>
internal sealed class ItemQuestions
{
    private readonly List<(GateLeaf Leaf, int Position, ExceptionDispatchInfo? Error)> _leaves = new(1);
    private readonly QuestionPool _pool;

    private ItemQuestions(QuestionPool pool) => _pool = pool;

    /// <summary>Whether the gate asks the database anything.</summary>
    public int Count => _leaves.Count;

    /// <summary>
    /// The tables that the gate reads, but for the target's own row, whose tables are left out; null if that cannot be told.
    /// </summary>
    public IReadOnlyList<string>? Tables { get; private set; } = [];

    /// <exception cref="CannotLockException">A row of the gate is to be locked, and cannot be.</exception>
    public static ItemQuestions Of(WriteItem item, DbContext context, WriteSession session, QuestionPool pool)
    {
        var questions = new ItemQuestions(pool);
        foreach (var leaf in item.Gate?.Leaves ?? []) questions.Add(leaf, item, context, session);
        return questions;
    }

    /// <summary>The question of a condition, and its position in the pool.</summary>
    /// <exception cref="Exception">What the condition threw when it was to be asked.</exception>
    public (GateQuestion Question, int Position) Of(GateLeaf leaf)
    {
        foreach (var (known, position, error) in _leaves)
        {
            if (known != leaf) continue;

            error?.Throw();
            return (_pool.Questions[position], position);
        }

        throw new InvalidOperationException("The gate was changed while it was evaluated.");
    }

    private void Add(GateLeaf leaf, WriteItem item, DbContext context, WriteSession session)
    {
        try
        {
            var position = _pool.Add(leaf, item, context, session);
            _leaves.Add((leaf, position, null));
            AddTables(leaf, _pool.TablesOf(position), item);
        }
        catch (Exception exception) when (exception is not CannotLockException)
        {
            _leaves.Add((leaf, -1, ExceptionDispatchInfo.Capture(exception)));
        }
    }

    private void AddTables(GateLeaf leaf, IReadOnlyList<string>? tables, WriteItem item)
    {
        if (leaf is TargetGate && tables is not null)
        {
            List<string> others = [.. tables];
            TableNames.RemoveOwn(others, item.EntityType);
            tables = others;
        }

        if (Tables is not null) Tables = tables is null || Tables.Count == 0 ? tables : [.. Tables, .. tables];
    }
}
