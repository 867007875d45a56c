using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Conditional.Bulk;

/// <summary>Why one item failed: facts to act on, and the exception that the single-item verb throws.</summary>
/// <param name="index">The item's position in the batch, from 0; 0 for the single-item verbs.</param>
/// <param name="kind">The kind of failure.</param>
/// <param name="message">One line, without values of parameters or keys.</param>
/// <param name="exception">The exception behind it.</param>
public sealed class WriteFailure(int index, WriteFailureKind kind, string message, Exception exception)
{
    private static readonly ConditionalWeakTable<Exception, WriteFailure> s_failures = [];

    /// <summary>The item's position in the batch, from 0; 0 for the single-item verbs.</summary>
    public int Index { get; } = index;

    /// <summary>The kind of failure.</summary>
    public WriteFailureKind Kind { get; } = kind;

    /// <summary>One line, the library's own, without values of parameters or keys: fit for a log.</summary>
    public string Message { get; } = message ?? throw new ArgumentNullException(nameof(message));

    /// <summary>What the single-item verb throws: the domain's exception if one was named, else the original.</summary>
    public Exception Exception { get; } = exception ?? throw new ArgumentNullException(nameof(exception));

    /// <summary>
    /// The reason that the gate named with <see cref="OnlyIf.Because"/>, where the gate refused; else null. It is not part of <see cref="Message"/>.
    /// </summary>
    public string? Reason { get; init; }

    /// <summary>
    /// The constraint, or null. From PostgreSQL's error fields. SQLite tells only the names of check constraints; a unique
    /// violation gets the name that the EF model gives to the key or index on exactly the columns SQLite names.
    /// </summary>
    public string? ConstraintName { get; init; }

    /// <summary>The table, without its schema, or null. From PostgreSQL's error fields, or SQLite's message where that is exact.</summary>
    public string? TableName { get; init; }

    /// <summary>The columns, or empty. SQLite names them for unique and not-null violations, PostgreSQL for not-null.</summary>
    public IReadOnlyList<string> ColumnNames { get; init; } = [];

    /// <summary>
    /// The properties of the model that the failure is about, or empty where that is not certain: those of the violated key, unique index or
    /// foreign key, of the column without a value, and all whose values are too long or out of their precision, in the order of the model.
    /// </summary>
    /// <remarks>
    /// Names as in the model, shadow properties included; of the entity type in <see cref="TableName"/>, which may be a child of the graph. Properties of
    /// owned and complex types have their path (<c>Address.City</c>); a JSON column has the path of its container. SQLite does not tell
    /// foreign keys: there a violation has properties only where what is written has one foreign key in all.
    /// </remarks>
    public IReadOnlyList<string> PropertyNames { get; init; } = [];

    /// <summary>The properties behind <see cref="PropertyNames"/>.</summary>
    internal IReadOnlyList<IPropertyBase> Properties { get; init; } = [];

    /// <summary>
    /// The row behind the failure as the item met it, detached, and an instance of its own; null where there is none, where a query filter
    /// hides it from the caller, or where it cannot be told. For the application only: no message, log or exception of the library holds
    /// any of it.
    /// </summary>
    /// <remarks>
    /// <list type="bullet">
    /// <item>Of a <see cref="WriteFailureKind.UniqueViolation"/>, with <see cref="BulkOptions.LoadCurrent"/>: the row that is in the way,
    /// of the entity type of the violated key or index, which may be that of a child of the graph. Not locked.</item>
    /// <item>Of a refusal by <see cref="OnlyIf.Target{TEntity}"/> or <see cref="OnlyIf.Version{TEntity}"/>, the operand whose
    /// <see cref="Reason"/> counts, and of a <see cref="WriteFailureKind.ConcurrencyConflict"/>: the row that was to be written, as it was
    /// loaded under its lock.</item>
    /// </list>
    /// A refusal because of who asks shows the row, too: name each refusal with <see cref="OnlyIf.Because"/>, and pass the row on by its
    /// reason.
    /// </remarks>
    public object? Current { get; init; }

    /// <summary>The SQLSTATE that PostgreSQL reported, or null; SQLite has none.</summary>
    public string? SqlState { get; init; }

    /// <summary>The facts behind an exception that a single-item verb threw.</summary>
    /// <param name="exception">The exception, or one that wraps it.</param>
    /// <returns>The facts, or null if no verb of this library threw it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="exception"/> is null.</exception>
    public static WriteFailure? Of(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        for (var current = exception; current is not null; current = current.InnerException)
        {
            if (s_failures.TryGetValue(current, out var failure)) return failure;
        }

        return null;
    }

    /// <inheritdoc />
    public override string ToString() => Message;

    /// <summary>Lets <see cref="Of"/> find this failure by its exception.</summary>
    internal WriteFailure Attached()
    {
        s_failures.AddOrUpdate(Exception, this);
        return this;
    }

    internal WriteFailure With(Exception exception) => With(exception, Current);

    internal WriteFailure WithCurrent(object? current) => With(Exception, current);

    private WriteFailure With(Exception exception, object? current) => new(Index, Kind, Message, exception)
    {
        Current = current,
        Reason = Reason,
        ConstraintName = ConstraintName,
        TableName = TableName,
        ColumnNames = ColumnNames,
        SqlState = SqlState,
        PropertyNames = PropertyNames,
        Properties = Properties,
    };
}
