using System.Runtime.ExceptionServices;
using Conditional.Bulk.Infrastructure;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace Conditional.Bulk.Sqlite;

/// <summary>
/// One call on SQLite. There are no round trips to save and nothing to lock row by row, but each question is asked once, rows are loaded
/// together, and each shape of commands is prepared once.
/// </summary>
internal sealed class SqliteSession : WriteSession
{
    private readonly DbContext _context;
    private readonly SqliteConnection _connection;
    private readonly SqliteTransaction _transaction;
    private readonly SqliteSchema _schema;
    private readonly SqliteSavepoint _window;
    private readonly SqliteSavepoint _item;
    private readonly Dictionary<CommandShape, ShapeCommand> _commands = [];
    private bool _isOpen;

    public SqliteSession(DbContext context, IDbContextTransaction transaction)
    {
        _context = context;
        _transaction = (SqliteTransaction)transaction.GetDbTransaction();
        _connection = _transaction.Connection!;
        _schema = SqliteSchema.Read(_connection, _transaction);
        _window = new SqliteSavepoint(_connection, "conditional_bulk_window");
        _item = new SqliteSavepoint(_connection, "conditional_bulk_item_in_window");
    }

    /// <summary>What a trigger does is not known, nor which rows are in the way of one that replaces them.</summary>
    public override string? ObstacleToWindows => _schema.HasTriggers
        ? "the database has a trigger"
        : _schema.HasReplacements ? "a constraint of the database replaces rows (ON CONFLICT REPLACE)" : null;

    /// <summary>A column of another affinity would convert the text. https://www.sqlite.org/datatype3.html</summary>
    public override bool ComparesBytewise(IColumn column) =>
        !_schema.HasCollations && column.StoreType.Contains("TEXT", StringComparison.OrdinalIgnoreCase)
        && !column.StoreType.Contains("INT", StringComparison.OrdinalIgnoreCase);

    public override GateQuestion Question<TRow>(IQueryable<TRow> rows, bool locks) => SqliteQuestion.Of(_context, rows);

    public override Task<Answers> AskAsync(
        IReadOnlyList<TargetRow> targets, IReadOnlyList<GateQuestion> questions, CancellationToken cancellationToken) =>
        Task.FromResult(Ask(questions));

    public override Task<Answers> OpenWindowAsync(
        int items,
        IReadOnlyList<ITable> tables,
        IReadOnlyList<TargetRow> targets,
        IReadOnlyList<GateQuestion> questions,
        CancellationToken cancellationToken)
    {
        // The questions come first: one that fails leaves no window behind.
        var answers = Ask(questions);
        if (_isOpen) _window.Release();
        _isOpen = false;
        _window.Set();
        _isOpen = true;
        return Task.FromResult(answers);
    }

    public override Task UndoWindowAsync(CancellationToken cancellationToken)
    {
        _window.Rollback();
        _isOpen = false;
        return Task.CompletedTask;
    }

    public override Task WriteAsync(IReadOnlyList<RecordedItem> items, CancellationToken cancellationToken)
    {
        foreach (var item in items)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Write(item);
        }

        return Task.CompletedTask;
    }

    public override ValueTask DisposeAsync()
    {
        foreach (var command in _commands.Values) command.Dispose();
        _window.Dispose();
        _item.Dispose();
        return ValueTask.CompletedTask;
    }

    private Answers Ask(IReadOnlyList<GateQuestion> questions)
    {
        var exists = new bool[questions.Count];
        if (exists.Length > 0)
        {
            using var command = _connection.CreateCommand();
            command.Transaction = _transaction;
            if (_context.Database.GetCommandTimeout() is { } timeout) command.CommandTimeout = timeout;
            for (var i = 0; i < exists.Length; i++) exists[i] = ((SqliteQuestion)questions[i]).Ask(command);
        }

        return new Answers(Targets: null, exists);
    }

    /// <summary>
    /// A statement that fails undoes itself, but a command can fail after its statement has succeeded: while the row is read that it returns.
    /// </summary>
    private void Write(RecordedItem item)
    {
        if (item.Commands.Count == 0) return;

        var undoesItself = item.Commands is [{ Shape.Reads.Count: 0 }] && _schema.FailingStatementsLeaveNothing;
        if (!undoesItself) _item.Set();
        foreach (var command in item.Commands)
        {
            try
            {
                Execute(item, command);
            }
            catch (Exception exception)
            {
                item.Reject(exception, command);
                if (exception is SqliteException answer && ResultCodes.Describe(answer, _context.Model).Scope != DatabaseErrorScope.Item)
                {
                    ExceptionDispatchInfo.Throw(item.Exception!);
                }
            }

            if (item.Exception is null) continue;

            if (!undoesItself) RollBack(item.Exception);
            return;
        }

        if (!undoesItself) _item.Release();
    }

    private void Execute(RecordedItem item, RecordedCommand command)
    {
        if (!_commands.TryGetValue(command.Shape, out var prepared))
        {
            _commands.Add(command.Shape, prepared = new ShapeCommand(_context, _connection, _transaction, command.Shape));
        }

        if (prepared.Execute(command) is { } rows) item.Conflict(command, rows);
    }

    private void RollBack(DbUpdateException cause)
    {
        try
        {
            _item.Rollback();
        }
        catch (SqliteException)
        {
            throw new InvalidOperationException(
                "An item failed, and its error ended the whole transaction. The inner exception is that error.", cause);
        }
    }
}
