namespace Conditional.Bulk;

/// <summary>What a create writes: a new entity with its graph.</summary>
/// <typeparam name="TEntity">The entity type, as in the EF model.</typeparam>
/// <remarks>
/// Derive one class per kind of row a repository creates, or use <see cref="CreatorSpec.For{TEntity}"/> for a one-off.
/// A spec may run more than once: an execution strategy that retries calls it again.
/// </remarks>
public abstract class CreatorSpec<TEntity> : IBulkWrite where TEntity : class
{
    /// <summary>Builds the entity to insert, with whatever else of its graph is to be inserted with it.</summary>
    /// <returns>
    /// A new instance on every call. Refer to rows that exist by their key values, not by instances that a context tracks:
    /// such a graph fails as <see cref="WriteFailureKind.SpecFailed"/>.
    /// </returns>
    /// <remarks>Runs after the gate held. What it throws fails this item alone, as <see cref="WriteFailureKind.SpecFailed"/>.</remarks>
    public abstract TEntity BuildEntity();

    /// <summary>Translates failures of this write into exceptions of the domain. The first match wins; empty by default.</summary>
    public virtual IReadOnlyList<IntegrityCheck> IntegrityChecks => [];

    TResult IBulkWrite.Accept<TResult>(IBulkWriteVisitor<TResult> visitor) => visitor.Visit<TEntity>(this);
}

/// <summary>Makes a <see cref="CreatorSpec{TEntity}"/> from a delegate.</summary>
public static class CreatorSpec
{
    /// <summary>Makes a spec that builds its entity with <paramref name="buildEntity"/>.</summary>
    /// <typeparam name="TEntity">The entity type, as in the EF model.</typeparam>
    /// <param name="buildEntity">Returns a new instance on every call.</param>
    /// <param name="integrityChecks">Translates failures into exceptions of the domain; none by default.</param>
    /// <returns>The spec.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static CreatorSpec<TEntity> For<TEntity>(
        Func<TEntity> buildEntity, params IReadOnlyList<IntegrityCheck> integrityChecks)
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(buildEntity);
        ArgumentNullException.ThrowIfNull(integrityChecks);
        return new DelegateSpec<TEntity>(buildEntity, integrityChecks);
    }

    private sealed class DelegateSpec<TEntity>(Func<TEntity> buildEntity, IReadOnlyList<IntegrityCheck> integrityChecks)
        : CreatorSpec<TEntity> where TEntity : class
    {
        public override IReadOnlyList<IntegrityCheck> IntegrityChecks => integrityChecks;

        public override TEntity BuildEntity() => buildEntity();
    }
}
