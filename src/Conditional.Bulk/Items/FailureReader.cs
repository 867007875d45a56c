using System.Data.Common;
using System.Text.Json;
using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.Logging;

namespace Conditional.Bulk;

/// <summary>
/// The one place that tells an item's error from an error of the whole call, and turns the former into a
/// <see cref="WriteFailure"/>.
/// </summary>
internal sealed class FailureReader(ConditionalBulkProvider provider, IModel model, ILogger logger, bool loadsCurrent)
{
    private readonly Dictionary<(string? Schema, string? Table, string? Constraint), DatabaseError> _completed = [];

    /// <summary>The reader for a context whose options have <c>UseConditionalBulk()</c>.</summary>
    public static FailureReader For(DbContext context, ConditionalBulkProvider provider, bool loadsCurrent = false) => new(
        provider, context.Model, BulkLog.For(context), loadsCurrent);

    /// <summary>Whether the rows that are in the way of items are wanted, so that <see cref="WriteItem.Refused"/> is.</summary>
    public bool LoadsCurrent => loadsCurrent;

    /// <summary>What an exception means for one item, from the exception alone.</summary>
    /// <returns>The item's failure; null if the exception ends the whole call.</returns>
    public WriteFailure? Read(WriteItem item, Exception exception) =>
        IsOfTheItem(exception) ? Translated(item, Read(item, exception, DescribeFirst(exception))) : null;

    /// <summary>What an exception means for one item, with what only a query can tell of it.</summary>
    /// <param name="context">The private context, in its transaction, after the rollback to the item's savepoint.</param>
    /// <param name="item">The item.</param>
    /// <param name="exception">What it met.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>
    /// The item's failure, complete unless the item has a <see cref="WriteItem.Search"/> now; null if the exception ends the whole call.
    /// </returns>
    public async ValueTask<WriteFailure?> ReadAsync(
        DbContext context, WriteItem item, Exception exception, CancellationToken cancellationToken)
    {
        if (!IsOfTheItem(exception)) return null;

        var error = DescribeFirst(exception);
        if (error is not null && item.Stage != WriteStage.Spec) error = await CompletedAsync(context, error, cancellationToken).ConfigureAwait(false);
        var failure = Read(item, exception, error);
        item.Search = SearchFor(item, failure.Kind, error);
        return item.Search is null ? Translated(item, failure) : failure;
    }

    /// <summary>
    /// Whether an item failed because its row, which was not there, has been created meanwhile: the unique constraint of the item's own key says so.
    /// </summary>
    /// <param name="context">The private context, in its transaction, after the rollback to the item's savepoint.</param>
    /// <param name="item">The item.</param>
    /// <param name="exception">What it met.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async ValueTask<bool> IsLostRaceAsync(DbContext context, WriteItem item, Exception exception, CancellationToken cancellationToken)
    {
        if (!item.IsCreated || DescribeFirst(exception) is not { Kind: WriteFailureKind.UniqueViolation } error) return false;

        error = await CompletedAsync(context, error, cancellationToken).ConfigureAwait(false);
        return item.IsLostRace(error.ConstraintName);
    }

    /// <summary>Whether an exception ends one item alone, so that the call goes on after a rollback to its savepoint.</summary>
    public bool IsOfTheItem(Exception exception) =>
        !Chain(exception).Any(cause => cause is OutOfMemoryException or CannotLockException)
        && DescribeFirst(exception) is null or { Scope: DatabaseErrorScope.Item or DatabaseErrorScope.Statement };

    /// <summary>Whether an exception is about the values of a row, whatever other rows of its table there are.</summary>
    /// <param name="exception">The exception.</param>
    /// <param name="isReordered">Whether rows of its table may have been written before it that come after it, or the other way round.</param>
    public bool IsOfTheRow(Exception exception, bool isReordered) => DescribeFirst(exception)?.Kind switch
    {
        WriteFailureKind.CheckViolation or WriteFailureKind.NotNullViolation or WriteFailureKind.InvalidValue => true,
        WriteFailureKind.ForeignKeyViolation => !isReordered,
        _ => false,
    };

    /// <summary>Whether an exception says nothing of the item: written again after a rollback to its savepoint, it may succeed.</summary>
    public bool IsNobodys(Exception exception) => DescribeFirst(exception) is { Scope: DatabaseErrorScope.Statement };

    /// <summary>The gate did not hold.</summary>
    /// <param name="item">The item, which has a <see cref="WriteItem.Search"/> if the failure is not complete yet.</param>
    /// <param name="verdict">What the gate came to.</param>
    /// <param name="target">The item's row as it was loaded; null if it is missing, was not looked for, or the item has none.</param>
    public WriteFailure NotAllowed(WriteItem item, GateVerdict verdict, object? target = null)
    {
        var failure = Failure(item.Index, WriteFailureKind.NotAllowed, null, $"The gate of the '{item.Name}' did not hold", reason: verdict.Reason);
        if (!verdict.IsOfTarget || target is null) return Complete(failure);
        if (item.Target!.IgnoredQueryFilters.Count == 0) return Complete(failure.WithCurrent(target));

        // The item may see what its caller may not.
        item.Search = CurrentSearch.ForTarget(item, Complete);
        return failure;

        WriteFailure Complete(WriteFailure refused) =>
            verdict.Exception is { } toException ? Named(refused, _ => toException(), "OrThrow") : refused.Attached();
    }

    /// <summary>No row has the item's key.</summary>
    public WriteFailure TargetNotFound(WriteItem item) => Translated(
        item, Failure(item.Index, WriteFailureKind.TargetNotFound, null, $"No '{item.Name}' has the given key"));

    /// <summary>The batch stopped before the item. No check of the item's is asked: nothing was found out about it.</summary>
    public static WriteFailure NotAttempted(int index, string name) => Failure(
        index, WriteFailureKind.NotAttempted, null,
        $"The '{name}' was not attempted: more items before it failed than {nameof(BulkOptions.MaxFailures)} tolerates").Attached();

    /// <summary>There is no write that could be attempted.</summary>
    public static WriteFailure NotMade(int index, Exception exception) => Failure(
        index, WriteFailureKind.SpecFailed, exception, $"The write could not be made from its source ({exception.GetType().Name})").Attached();

    /// <summary>What an exception outside of any item says about the session and the transaction; null if nothing.</summary>
    public DatabaseError? DescribeFirst(Exception exception) =>
        Chain(exception).OfType<DbException>().FirstOrDefault() is { } cause ? provider.Describe(cause, model) : null;

    /// <summary>Whether an exception leaves nothing of the transaction that could be gone on with.</summary>
    public bool EndsTheCall(Exception exception) =>
        Chain(exception).Any(cause => cause is OutOfMemoryException)
        || DescribeFirst(exception) is { Scope: not (DatabaseErrorScope.Item or DatabaseErrorScope.Statement) };

    /// <summary>Returning means committed, so what was thrown after the COMMIT can only be logged.</summary>
    public void LogAfterCommit(Exception exception) =>
        logger.LogError(exception, "The transaction is committed, but an interceptor threw after its COMMIT.");

    private static IEnumerable<Exception> Chain(Exception exception)
    {
        for (var current = exception; current is not null; current = current.InnerException) yield return current;
    }

    /// <summary>What drivers and value converters throw for a value that they cannot send.</summary>
    private static bool IsOfAValue(Exception exception) =>
        exception is ArgumentException or InvalidCastException or FormatException or OverflowException or NotSupportedException or JsonException
        || (exception is InvalidOperationException && exception.Source?.StartsWith("System.Text.Json", StringComparison.Ordinal) is true);

    private WriteFailure Read(WriteItem item, Exception exception, DatabaseError? error)
    {
        var (index, stage) = (item.Index, item.Stage);
        // Npgsql's execution strategy wraps what a retry might mend, a lock timeout say, in the advice to turn retries on.
        if (stage == WriteStage.Save && exception is InvalidOperationException { InnerException: DbUpdateException rejected }) exception = rejected;

        var name = item.Name;
        return stage switch
        {
            WriteStage.Spec => Failure(
                index, WriteFailureKind.SpecFailed, exception, $"The spec for '{name}' failed ({exception.GetType().Name})"),
            _ when error is not null => OfDatabase(item, error, exception),
            WriteStage.Save when exception is DbUpdateConcurrencyException => Failure(
                index, WriteFailureKind.ConcurrencyConflict, exception,
                $"The '{name}' was not there as it was loaded: the write found no such row"),
            WriteStage.Save when exception is DbUpdateException && Chain(exception).Any(IsOfAValue) => Failure(
                index, WriteFailureKind.InvalidValue, exception, $"A value of the '{name}' could not be sent to the database"),
            WriteStage.Save when RequiredValues.Find(model, exception) is { } missing => Failure(
                index, WriteFailureKind.NotNullViolation, exception, $"The '{name}' has no value for the required property '{missing.Property.Name}'",
                missing.TableName, missing.ColumnNames, properties: [missing.Property]),

            // Not what is further down the chain: there EF wraps what the caller's own code threw, a captured property for example.
            WriteStage.Target when IsOfAValue(exception) => Failure(
                index, WriteFailureKind.InvalidValue, exception, $"The key of the '{name}' could not be sent to the database"),
            WriteStage.Gate when IsOfAValue(exception) => Failure(
                index, WriteFailureKind.InvalidValue, exception, $"A value in the gate of the '{name}' could not be sent to the database"),
            WriteStage.Gate => Failure(
                index, WriteFailureKind.Other, exception, $"The gate of the '{name}' could not be evaluated ({exception.GetType().Name})"),
            _ => Failure(index, WriteFailureKind.Other, exception, $"The '{name}' could not be written ({exception.GetType().Name})"),
        };
    }

    private CurrentSearch? SearchFor(WriteItem item, WriteFailureKind kind, DatabaseError? error)
    {
        if (item.Stage != WriteStage.Save) return null;

        Func<WriteFailure, WriteFailure> complete = failure => Translated(item, failure);
        return kind switch
        {
            WriteFailureKind.ConcurrencyConflict when item.Target is not null && !item.IsCreated => CurrentSearch.ForTarget(item, complete),
            WriteFailureKind.UniqueViolation when error is not null && RowsInTheWay.Of(model, item.Refused, error) is [_, ..] rows =>
                new CurrentSearch(rows, Locks: false, complete),
            _ => null,
        };
    }

    /// <summary>The error with what a query tells of it, asked once for each constraint and table.</summary>
    private async ValueTask<DatabaseError> CompletedAsync(DbContext context, DatabaseError error, CancellationToken cancellationToken)
    {
        var asked = (error.SchemaName, error.TableName, error.ConstraintName);
        if (asked is (_, null, null)) return error;

        if (!_completed.TryGetValue(asked, out var completed))
        {
            completed = await provider.CompleteAsync(context, error, cancellationToken).ConfigureAwait(false);
            _completed.Add(asked, completed);
        }

        return error with { SchemaName = completed.SchemaName, TableName = completed.TableName, ConstraintName = completed.ConstraintName };
    }

    private WriteFailure OfDatabase(WriteItem item, DatabaseError error, Exception exception)
    {
        var what = error.Kind switch
        {
            WriteFailureKind.UniqueViolation => "a unique constraint",
            WriteFailureKind.ForeignKeyViolation => "a foreign key",
            WriteFailureKind.RestrictViolation => "a foreign key with RESTRICT",
            WriteFailureKind.CheckViolation => "a check constraint",
            WriteFailureKind.NotNullViolation => "a required column",
            WriteFailureKind.ExclusionViolation => "an exclusion constraint",
            WriteFailureKind.ConcurrencyConflict => "a concurrent change",
            WriteFailureKind.InvalidValue => "a value that its column does not take",
            WriteFailureKind.Timeout => "a statement or lock timeout",
            _ => "a database error",
        };
        string?[] details =
        [
            error.ConstraintName is { } constraint ? $"constraint '{constraint}'" : null,
            error.TableName is { } table ? $"table '{table}'" : null,
            error.ColumnNames is { Count: > 0 } columns ? $"columns '{string.Join("', '", columns)}'" : null,
            error.SqlState is { } sqlState ? $"SQLSTATE {sqlState}" : null,
        ];
        var known = string.Join(", ", details.OfType<string>());
        var subject = item.Stage == WriteStage.Gate ? "The gate of the" : "The";
        var message = $"{subject} '{item.Name}' was rejected by {what}" + (known.Length > 0 ? $" ({known})" : "");

        var properties = FailedProperties.Of(model, item, error);
        return new WriteFailure(item.Index, error.Kind, Line(message), exception)
        {
            PropertyNames = NamesOf(properties),
            Properties = properties,
            ConstraintName = error.ConstraintName,
            TableName = error.TableName,
            ColumnNames = error.ColumnNames,
            SqlState = error.SqlState,
        };
    }

    private static WriteFailure Failure(
        int index,
        WriteFailureKind kind,
        Exception? exception,
        string message,
        string? tableName = null,
        IReadOnlyList<string>? columnNames = null,
        string? reason = null,
        IReadOnlyList<IPropertyBase>? properties = null)
    {
        var line = Line(message);
        exception ??= kind switch
        {
            WriteFailureKind.NotAllowed => new ConditionalWriteNotAllowedException(line),
            WriteFailureKind.NotAttempted => new DbUpdateException(line),
            _ => new ConditionalWriteTargetNotFoundException(line),
        };
        return new WriteFailure(index, kind, line, exception)
        {
            TableName = tableName,
            ColumnNames = columnNames ?? [],
            Reason = reason,
            PropertyNames = NamesOf(properties ?? []),
            Properties = properties ?? [],
        };
    }

    private static string[] NamesOf(IReadOnlyList<IPropertyBase> properties) => [.. properties.Select(PropertyPath.Of).Distinct()];

    private static string Line(string message) => $"{message.ReplaceLineEndings(" ")}.";

    private WriteFailure Translated(WriteItem item, WriteFailure failure)
    {
        IntegrityCheck? check;
        try
        {
            check = item.IntegrityChecks?.FirstOrDefault(check => PropertyChecks.Of(model).Match(check, failure));
        }
        catch (Exception exception)
        {
            logger.LogWarning(exception, "{Source} threw; the original exception of the failed item is kept.", "IntegrityChecks");
            check = null;
        }

        return check is null ? failure.Attached() : Named(failure, check.ToException, nameof(IntegrityCheck));
    }

    /// <summary>The failure with the domain's exception, or as it is if making that one fails.</summary>
    private WriteFailure Named(WriteFailure failure, Func<WriteFailure, Exception?> toException, string source)
    {
        try
        {
            if (toException(failure) is { } exception) return failure.With(exception).Attached();

            logger.LogWarning("The exception factory of {Source} returned null; the original exception is kept.", source);
        }
        catch (Exception exception)
        {
            logger.LogWarning(exception, "The exception factory of {Source} threw; the original exception is kept.", source);
        }

        return failure.Attached();
    }
}
