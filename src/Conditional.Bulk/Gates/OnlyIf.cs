using System.Linq.Expressions;

namespace Conditional.Bulk;

/// <summary>
/// The gate of a conditional write: a condition on rows of the database, evaluated inside the write's transaction before its spec
/// builds or changes anything. Immutable; one gate may serve any number of items.
/// </summary>
/// <remarks>
/// <para>
/// Conditions combine with <c>&amp;</c>, <c>|</c> and <c>!</c> and run left to right with short circuit. Query filters of the model
/// apply. A gate fails closed: one that EF cannot translate, or that the database cannot evaluate, fails its item.
/// </para>
/// <para>
/// On PostgreSQL the rows that made a gate true are locked until the transaction ends, so that it still holds at the commit; on
/// SQLite the transaction holds the only write lock. A gate on rows that are absent (<see cref="NotExists{TGate}"/>) has nothing to
/// lock on PostgreSQL. What protects it is a unique constraint that the write itself would violate, or a row that both
/// sides lock.
/// </para>
/// </remarks>
public sealed class OnlyIf
{
    private OnlyIf(GateNode node) => Node = node;

    internal GateNode Node { get; }

    /// <summary>Holds if at least one row satisfies the predicate.</summary>
    /// <typeparam name="TGate">The entity type to look in.</typeparam>
    /// <param name="predicate">A predicate that EF can translate.</param>
    /// <returns>The gate.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="predicate"/> is null.</exception>
    public static OnlyIf Exists<TGate>(Expression<Func<TGate, bool>> predicate) where TGate : class
    {
        ArgumentNullException.ThrowIfNull(predicate);
        return new(new ExistsGate<TGate>(predicate));
    }

    /// <summary>Holds if no row satisfies the predicate.</summary>
    /// <typeparam name="TGate">The entity type to look in.</typeparam>
    /// <param name="predicate">A predicate that EF can translate.</param>
    /// <returns>The gate.</returns>
    /// <remarks>
    /// There is no row to lock: at READ COMMITTED on PostgreSQL another transaction may commit such a row before this one commits.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="predicate"/> is null.</exception>
    public static OnlyIf NotExists<TGate>(Expression<Func<TGate, bool>> predicate) where TGate : class => !Exists(predicate);

    /// <summary>
    /// Holds if the row that the update, upsert or purge is about satisfies the predicate.
    /// </summary>
    /// <typeparam name="TEntity">The entity type of the update, upsert or purge, exactly.</typeparam>
    /// <param name="predicate">A predicate that EF can translate; the database evaluates it on the current row.</param>
    /// <returns>The gate. On a create, and in <c>ExistsAsync</c>, it is an <see cref="ArgumentException"/>.</returns>
    /// <remarks>
    /// If there is no such row, a gate that is false either way is <see cref="WriteFailureKind.NotAllowed"/>, and any other is
    /// <see cref="WriteFailureKind.TargetNotFound"/>, so that a caller who is refused cannot probe for rows.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="predicate"/> is null.</exception>
    public static OnlyIf Target<TEntity>(Expression<Func<TEntity, bool>> predicate) where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(predicate);
        return new(new TargetGate<TEntity>(predicate));
    }

    /// <summary>
    /// Holds if there is a row of another entity type that satisfies the predicate together with the row that the update, upsert or purge is about, as
    /// <c>OnlyIf.Target&lt;Order, UserRole&gt;((order, role) => role.UserId == user &amp;&amp; role.Region == order.Region)</c>.
    /// </summary>
    /// <typeparam name="TEntity">The entity type of the update, upsert or purge, exactly.</typeparam>
    /// <typeparam name="TOther">The entity type to look in. Its query filters apply.</typeparam>
    /// <param name="predicate">A predicate that EF can translate; the database evaluates it on an inner join with the current row.</param>
    /// <returns>The gate. On a create, and in <c>ExistsAsync</c>, it is an <see cref="ArgumentException"/>.</returns>
    /// <remarks>
    /// On PostgreSQL the other row is locked until the transaction ends, as for <see cref="Exists{TGate}"/>. The negation holds if there is no such row,
    /// and has nothing to lock. If the row to write is missing, it is as for <see cref="Target{TEntity}"/>.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="predicate"/> is null.</exception>
    public static OnlyIf Target<TEntity, TOther>(Expression<Func<TEntity, TOther, bool>> predicate)
        where TEntity : class
        where TOther : class
    {
        ArgumentNullException.ThrowIfNull(predicate);
        return new(new JoinedTargetGate<TEntity, TOther>(predicate));
    }

    /// <summary>
    /// Holds if the concurrency token of the row that the update, upsert or purge is about still has the value that the caller has seen. The token is the
    /// model's: a mapped property, a shadow property, or PostgreSQL's <c>xmin</c>.
    /// </summary>
    /// <typeparam name="TEntity">The entity type of the update, upsert or purge, exactly.</typeparam>
    /// <param name="seen">
    /// The value in the type that the token has in the model, without widening: 5 is no version where the token is a <see langword="uint"/>. Null only
    /// where the token is nullable.
    /// </param>
    /// <returns>
    /// The gate. On a create, in <c>ExistsAsync</c>, and with a value of another type it is an <see cref="ArgumentException"/>; without exactly one
    /// token on the entity type it is an <see cref="InvalidOperationException"/>: both for the whole call, before any I/O.
    /// </returns>
    /// <remarks>
    /// The database compares, on the locked row. If there is no such row, it is as for <see cref="Target{TEntity}"/>.
    /// </remarks>
    public static OnlyIf Version<TEntity>(object? seen) where TEntity : class => new(new VersionGate<TEntity>(seen));

    /// <summary>
    /// Holds or not, as the value says: a condition that is known without the database, that a user is an administrator say.
    /// </summary>
    /// <param name="holds">Whether it holds. A value: a retry sees the same.</param>
    /// <returns>The gate.</returns>
    /// <remarks>
    /// Decided before anything else. An item whose gate it makes false whatever the rest says is
    /// <see cref="WriteFailureKind.NotAllowed"/>, whether its row is there or not, and locks, loads and asks nothing; the exception and the reason are
    /// those of the leftmost operand known to be false. Conditions that it makes irrelevant, as those right of <c>OnlyIf.That(true) |</c>, are
    /// neither asked nor locked.
    /// </remarks>
    public static OnlyIf That(bool holds) => new(new ThatGate(holds));

    /// <summary>Holds if both hold; the right one is not evaluated where the left one is false.</summary>
    /// <param name="left">Evaluated first.</param>
    /// <param name="right">Evaluated second.</param>
    /// <returns>The gate. When it refuses, exception and reason are those of the operand that refused, as far as it names them.</returns>
    /// <exception cref="ArgumentNullException">An operand is null.</exception>
    public static OnlyIf operator &(OnlyIf left, OnlyIf right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return new(new AndGate(left.Node, right.Node));
    }

    /// <summary>Holds if one of them holds; the right one is not evaluated where the left one is true.</summary>
    /// <param name="left">Evaluated first.</param>
    /// <param name="right">Evaluated second.</param>
    /// <returns>The gate. Exceptions and reasons named by the operands do not count; name them for the whole.</returns>
    /// <exception cref="ArgumentNullException">An operand is null.</exception>
    public static OnlyIf operator |(OnlyIf left, OnlyIf right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return new(new OrGate(left.Node, right.Node));
    }

    /// <summary>Holds if the operand does not.</summary>
    /// <param name="onlyIf">The gate to negate.</param>
    /// <returns>The gate. Exceptions and reasons named by the operand do not count; name them for the negation.</returns>
    /// <exception cref="ArgumentNullException">The operand is null.</exception>
    public static OnlyIf operator !(OnlyIf onlyIf)
    {
        ArgumentNullException.ThrowIfNull(onlyIf);
        return new(onlyIf.Node.Negate());
    }

    /// <summary>Names the exception of a refusal, in place of <see cref="ConditionalWriteNotAllowedException"/>.</summary>
    /// <param name="exception">
    /// Makes a new exception on every call. If it throws or returns null, the library's own is used and a warning is logged.
    /// </param>
    /// <returns>The gate. An exception that an operand of <c>&amp;</c> inside it names wins over this one.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="exception"/> is null.</exception>
    public OnlyIf OrThrow(Func<Exception> exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return new(new NamedGate(Node, verdict => verdict.OrThrow(exception)));
    }

    /// <summary>Names the reason of a refusal, which <see cref="WriteFailure.Reason"/> tells.</summary>
    /// <param name="reason">For the application, to tell refusals apart. It is in no message, log or exception of the library.</param>
    /// <returns>
    /// The gate. The reason is looked up as the exception of <see cref="OrThrow"/> is, from the operand that refused outwards, each by itself: a reason
    /// that an operand of <c>&amp;</c> inside names wins over this one, and what the operands of <c>|</c> and <c>!</c> name does not count.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="reason"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="reason"/> is empty or white space.</exception>
    public OnlyIf Because(string reason)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        return new(new NamedGate(Node, verdict => verdict.Because(reason)));
    }

    /// <summary>
    /// Evaluates everything inside this gate without locking the rows that made it true. Such a gate is a plain check: another
    /// transaction may falsify it between the check and the commit.
    /// </summary>
    /// <returns>The gate.</returns>
    public OnlyIf WithoutLock() => new(Node.WithoutLock());
}
