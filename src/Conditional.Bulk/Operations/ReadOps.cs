using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Conditional.Bulk;

/// <summary>Reads that go with conditional writes, on one context.</summary>
/// <typeparam name="TContext">The context type.</typeparam>
/// <remarks>As the context, not thread-safe.</remarks>
public class ReadOps<TContext> where TContext : DbContext
{
    /// <summary>Makes the reads on a context.</summary>
    /// <param name="context">The context; its options need <c>UseConditionalBulk()</c>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="context"/> is null.</exception>
    public ReadOps(TContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        Context = context;
    }

    /// <summary>The context, for the caller's own queries, and in <see cref="WriteOps{TContext}"/> writes, in the same transaction.</summary>
    public TContext Context { get; }

    /// <summary>Reads one row by its key, in the state the database has it now. Query filters apply.</summary>
    /// <typeparam name="TEntity">The entity type.</typeparam>
    /// <param name="keyValues">The primary key: one value per key property, in key order, in the CLR types of the model.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The entity, not tracked, or null if there is none.</returns>
    /// <exception cref="ArgumentException">The values are not a key of the entity type.</exception>
    /// <exception cref="InvalidOperationException">
    /// The entity type is not in the model, or the context's options lack <c>UseConditionalBulk()</c>.
    /// </exception>
    public Task<TEntity?> QueryAsync<TEntity>(IReadOnlyList<object> keyValues, CancellationToken cancellationToken = default)
        where TEntity : class
    {
        _ = ConditionalBulkOptionsExtension.Of(Context);
        ArgumentNullException.ThrowIfNull(keyValues);
        EntityKey.Validate(Context.Model.RequireKeyed(typeof(TEntity)), keyValues, new ItemLabel(nameof(QueryAsync)), nameof(keyValues));
        return EntityKey.Query<TEntity>(Context, keyValues).AsNoTracking().SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>Whether a gate holds now. It locks nothing, so the answer may be out of date when it arrives.</summary>
    /// <param name="onlyIf">
    /// The gate, without <see cref="OnlyIf.Target{TEntity}"/>, <see cref="OnlyIf.Target{TEntity,TOther}"/> and <see cref="OnlyIf.Version{TEntity}"/>.
    /// </param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Whether it holds.</returns>
    /// <exception cref="ArgumentException">The gate has a condition on a target.</exception>
    /// <exception cref="InvalidOperationException">
    /// The gate cannot be translated, an entity type of it is not in the model, or the context's options lack
    /// <c>UseConditionalBulk()</c>.
    /// </exception>
    public async Task<bool> ExistsAsync(OnlyIf onlyIf, CancellationToken cancellationToken = default)
    {
        _ = ConditionalBulkOptionsExtension.Of(Context);
        ArgumentNullException.ThrowIfNull(onlyIf);
        GateValidation.Validate(onlyIf, Context.Model, targetType: null, new ItemLabel(nameof(ExistsAsync)), nameof(onlyIf));
        var verdict = await onlyIf.Node.EvaluateAsync(new PlainAnswers(Context), cancellationToken).ConfigureAwait(false);
        return verdict.IsTrue;
    }

    /// <summary>Asks without locking.</summary>
    private sealed class PlainAnswers(DbContext context) : IGateAnswers
    {
        public bool TargetFound => false;

        public async ValueTask<GateVerdict> OfAsync(GateLeaf leaf, CancellationToken cancellationToken) =>
            leaf.Verdict(await ((ExistsGate)leaf).ExistsAsync(context, cancellationToken).ConfigureAwait(false));
    }
}
