using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>
/// What is locked and asked in one round trip: the targets' rows, then the questions, in an order that all sessions share.
/// </summary>
internal sealed class Inquiry
{
    private readonly RowLocks _locks;
    private readonly int _questions;
    private readonly List<(SqlQuestion Question, int Position, NpgsqlBatchCommand Statement)> _ordered;
    private readonly bool _hasTargets;

    public Inquiry(DbContext context, IReadOnlyList<TargetRow> targets, IReadOnlyList<GateQuestion> questions)
    {
        _locks = new RowLocks(context, targets);
        _hasTargets = targets.Count > 0;
        _questions = questions.Count;
        _ordered =
        [
            .. questions.Select((question, position) => (Question: (SqlQuestion)question, Position: position))
                .OrderBy(asked => asked.Question)
                .Select(asked => (asked.Question, asked.Position, asked.Question.CreateStatement())),
        ];
    }

    public bool IsEmpty => _locks.IsEmpty && _ordered.Count == 0;

    /// <summary>Whether a row may be locked, for which the server writes down who holds the lock.</summary>
    public bool Locks => !_locks.IsEmpty || _ordered.Exists(asked => asked.Question.Locks);

    public void AddTo(StatementBatch batch)
    {
        _locks.AddTo(batch);
        foreach (var (_, _, statement) in _ordered) batch.AddWithConstants(statement);
    }

    public async Task<Answers> ReadAsync(BatchRows rows, CancellationToken cancellationToken)
    {
        var targets = await _locks.ReadAsync(rows, cancellationToken).ConfigureAwait(false);
        var exists = new bool[_questions];
        foreach (var (_, position, _) in _ordered) exists[position] = await rows.AnyAsync(cancellationToken).ConfigureAwait(false);
        return new Answers(_hasTargets ? targets : [], exists);
    }

    /// <summary>What became of a statement that the server refused.</summary>
    /// <param name="statement">The statement.</param>
    /// <param name="exception">The server's answer.</param>
    /// <returns>Null if the answer is not that a row cannot be locked.</returns>
    public CannotLockException? RefusalOf(NpgsqlBatchCommand statement, Exception exception)
    {
        if (_locks.EntityTypeOf(statement) is { } target)
        {
            return LockRefusal.Of($"The '{target.DisplayName()}' to write cannot be locked (FOR NO KEY UPDATE): ", exception, "", TablesOf(target));
        }

        return _ordered.Find(asked => asked.Statement == statement).Question is { Locks: true } question
            ? LockRefusal.Of($"The gate on '{question.Gate.Name}' cannot be locked (FOR SHARE): ", exception, $" {GateLocks.WayOut}", question.Tables ?? [])
            : null;
    }

    private static IReadOnlyList<(string Name, string? Schema)> TablesOf(IEntityType entityType) =>
        [.. entityType.GetDerivedTypesInclusive().SelectMany(type => type.GetTableMappings()).Select(mapping => (mapping.Table.Name, mapping.Table.Schema)).Distinct()];
}
