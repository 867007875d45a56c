using System.Linq.Expressions;

namespace Conditional.Bulk;

/// <summary>Translates one kind of failure, or the violation of one named constraint, into an exception of the domain.</summary>
/// <param name="Kind">
/// The kind of failure; any but <see cref="WriteFailureKind.NotAllowed"/>, which <see cref="OnlyIf.OrThrow"/> translates, and
/// <see cref="WriteFailureKind.NotAttempted"/>, which says nothing of the item.
/// </param>
/// <param name="ConstraintName">
/// The constraint, compared exactly, or null for any. A named check never matches a failure whose constraint is not known:
/// SQLite tells the names of unique and check constraints only. A name of a key, unique index or foreign key that the model does not have,
/// and that is all but equal to one that it has, throws an <see cref="InvalidOperationException"/> when the check is first used. Any other
/// is taken, since the database may have constraints that the model does not.
/// </param>
/// <param name="ToException">
/// Makes the domain's exception from the failure, whose <see cref="WriteFailure.Exception"/> is the original.
/// If it throws or returns null, the original exception is kept and a warning is logged.
/// </param>
/// <exception cref="ArgumentException">
/// <paramref name="Kind"/> is <see cref="WriteFailureKind.NotAllowed"/> or <see cref="WriteFailureKind.NotAttempted"/>.
/// </exception>
/// <exception cref="ArgumentNullException"><paramref name="ToException"/> is null.</exception>
public sealed record IntegrityCheck(WriteFailureKind Kind, string? ConstraintName, Func<WriteFailure, Exception> ToException)
{
    /// <summary>Translates a kind of failure, whatever the constraint.</summary>
    /// <param name="kind">
    /// The kind of failure; any but <see cref="WriteFailureKind.NotAllowed"/> and <see cref="WriteFailureKind.NotAttempted"/>.
    /// </param>
    /// <param name="toException">Makes the domain's exception from the failure.</param>
    public IntegrityCheck(WriteFailureKind kind, Func<WriteFailure, Exception> toException)
        : this(kind, null, toException)
    {
    }

    /// <summary>The kind of failure.</summary>
    public WriteFailureKind Kind { get; init => field = Translatable(value); } = Translatable(Kind);

    /// <summary>Makes the domain's exception from the failure.</summary>
    public Func<WriteFailure, Exception> ToException { get; init => field = Required(value); } = Required(ToException);

    /// <summary>What of the model the check is about; null for a kind, or a constraint by its name alone.</summary>
    internal CheckTarget? Target { get; init; }

    /// <summary>Translates the violation of the key or unique index on exactly these properties, whatever its name.</summary>
    /// <typeparam name="TEntity">The entity type, which may be that of a child of the graph.</typeparam>
    /// <param name="properties">
    /// <c>row => row.Sku</c>, or <c>row => new { row.Region, row.Number }</c>, in any order; shadow properties by <c>EF.Property</c>.
    /// </param>
    /// <param name="toException">Makes the domain's exception from the failure.</param>
    /// <returns>The check. A model that has no such key or index throws an <see cref="InvalidOperationException"/> when it is first used, before any I/O.</returns>
    /// <exception cref="ArgumentException"><paramref name="properties"/> does not name properties.</exception>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IntegrityCheck Unique<TEntity>(
        Expression<Func<TEntity, object?>> properties, Func<WriteFailure, Exception> toException) where TEntity : class =>
        new(WriteFailureKind.UniqueViolation, toException) { Target = CheckTarget.Of(properties) };

    /// <summary>
    /// Translates the violation of the foreign key on exactly these properties, whatever its name: where the row is missing that it refers
    /// to, and where that row is deleted (<see cref="WriteFailureKind.RestrictViolation"/> too).
    /// </summary>
    /// <typeparam name="TEntity">The entity type that has the foreign key.</typeparam>
    /// <param name="properties"><c>row => row.CategoryId</c>, or <c>row => new { row.Region, row.Number }</c>, in any order.</param>
    /// <param name="toException">Makes the domain's exception from the failure.</param>
    /// <returns>The check. A model that has no such foreign key throws an <see cref="InvalidOperationException"/> when it is first used, before any I/O.</returns>
    /// <remarks>
    /// SQLite does not tell which foreign key is violated: there the check matches only where what is written has one foreign key in all, and
    /// never where a row is deleted.
    /// </remarks>
    /// <inheritdoc cref="Unique{TEntity}" path="/exception"/>
    public static IntegrityCheck ForeignKey<TEntity>(
        Expression<Func<TEntity, object?>> properties, Func<WriteFailure, Exception> toException) where TEntity : class =>
        new(WriteFailureKind.ForeignKeyViolation, toException) { Target = CheckTarget.Of(properties) };

    /// <summary>Translates the violation of a check constraint of the model.</summary>
    /// <typeparam name="TEntity">The entity type that has the constraint.</typeparam>
    /// <param name="name">The name of the constraint, compared exactly.</param>
    /// <param name="toException">Makes the domain's exception from the failure.</param>
    /// <returns>
    /// The check. A model that has no such constraint throws an <see cref="InvalidOperationException"/> when it is first used, before any I/O. For
    /// a constraint that only the database has, use the constructor.
    /// </returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IntegrityCheck Check<TEntity>(string name, Func<WriteFailure, Exception> toException) where TEntity : class =>
        new(WriteFailureKind.CheckViolation, name ?? throw new ArgumentNullException(nameof(name)), toException)
        {
            Target = new CheckTarget(typeof(TEntity), Paths: ""),
        };

    internal bool Matches(WriteFailure failure) =>
        Kind == failure.Kind && (ConstraintName is null || ConstraintName == failure.ConstraintName);

    private static WriteFailureKind Translatable(WriteFailureKind kind) => kind switch
    {
        WriteFailureKind.NotAllowed => throw new ArgumentException(
            "A refused gate is translated with OnlyIf.OrThrow, not with an IntegrityCheck.", nameof(Kind)),
        WriteFailureKind.NotAttempted => throw new ArgumentException(
            "An item that was not attempted broke no rule that an IntegrityCheck could translate.", nameof(Kind)),
        _ => kind,
    };

    private static Func<WriteFailure, Exception> Required(Func<WriteFailure, Exception> toException) =>
        toException ?? throw new ArgumentNullException(nameof(ToException));
}
