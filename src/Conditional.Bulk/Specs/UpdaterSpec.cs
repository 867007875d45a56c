namespace Conditional.Bulk;

/// <summary>What an update changes in a loaded entity.</summary>
/// <typeparam name="TEntity">The entity type, as in the EF model.</typeparam>
/// <remarks>
/// Derive one class per kind of change a repository makes, or use <see cref="UpdaterSpec.For{TEntity}"/> for a one-off.
/// A spec may run more than once: an execution strategy that retries calls it again.
/// </remarks>
public abstract class UpdaterSpec<TEntity> where TEntity : class
{
    /// <summary>Changes the entity, which was just loaded with EF's own query in the transaction that will save it.</summary>
    /// <param name="entity">The current row. Changing nothing is a success.</param>
    /// <remarks>
    /// Runs after the gate held. What it throws fails this item alone, as <see cref="WriteFailureKind.SpecFailed"/>.
    /// Refer to other rows by their key values, not by instances that a context tracks.
    /// </remarks>
    public abstract void Apply(TEntity entity);

    /// <summary>Translates failures of this write into exceptions of the domain. The first match wins; empty by default.</summary>
    public virtual IReadOnlyList<IntegrityCheck> IntegrityChecks => [];
}

/// <summary>Makes an <see cref="UpdaterSpec{TEntity}"/> from a delegate.</summary>
public static class UpdaterSpec
{
    /// <summary>Makes a spec that changes the entity with <paramref name="apply"/>.</summary>
    /// <typeparam name="TEntity">The entity type, as in the EF model.</typeparam>
    /// <param name="apply">Changes the loaded entity.</param>
    /// <param name="integrityChecks">Translates failures into exceptions of the domain; none by default.</param>
    /// <returns>The spec.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static UpdaterSpec<TEntity> For<TEntity>(
        Action<TEntity> apply, params IReadOnlyList<IntegrityCheck> integrityChecks)
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(apply);
        ArgumentNullException.ThrowIfNull(integrityChecks);
        return new DelegateSpec<TEntity>(apply, integrityChecks);
    }

    private sealed class DelegateSpec<TEntity>(Action<TEntity> apply, IReadOnlyList<IntegrityCheck> integrityChecks)
        : UpdaterSpec<TEntity> where TEntity : class
    {
        public override IReadOnlyList<IntegrityCheck> IntegrityChecks => integrityChecks;

        public override void Apply(TEntity entity) => apply(entity);
    }
}
