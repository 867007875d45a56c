using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Conditional.Bulk;

/// <summary>What a gate is evaluated against, one question after the other.</summary>
/// <param name="Context">Where it is evaluated, in the transaction of the write.</param>
/// <param name="Provider">Locks the rows that make it true.</param>
/// <param name="TargetKey">The key of the row being updated or purged; null where there is no such row by nature.</param>
/// <param name="TargetFound">Whether that row exists and is visible.</param>
internal sealed record GateSubject(
    DbContext Context, ConditionalBulkProvider Provider, IReadOnlyList<object>? TargetKey, bool TargetFound) : IGateAnswers
{
    public ValueTask<GateVerdict> OfAsync(GateLeaf leaf, CancellationToken cancellationToken) => leaf.AskAsync(this, cancellationToken);

    public Task<bool> ExistsAsync<TRow>(IQueryable<TRow> rows, bool locks, CancellationToken cancellationToken) where TRow : class =>
        locks ? Provider.ExistsLockedAsync(Context, rows, cancellationToken) : rows.AnyAsync(cancellationToken);
}
