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
