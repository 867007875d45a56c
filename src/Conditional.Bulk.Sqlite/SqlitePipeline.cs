using Conditional.Bulk.Infrastructure;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace Conditional.Bulk.Sqlite;

/// <summary>
/// Windows of items in one <c>SaveChanges</c>. There are no round trips to save in-process, but each question of the gates is asked once,
/// rows are loaded together, and EF looks for changes once. An item of one statement needs no savepoint: SQLite undoes a statement that
/// fails by itself. Within another savepoint, one takes as long as the write.
/// </summary>
internal sealed class SqlitePipeline : WritePipeline
{
    private readonly DbContext _context;
    private readonly SqliteSchema _schema;
    private readonly IRelationalConnection _connection;
    private readonly SqliteSavepoint _window;
    private readonly SqliteSavepoint _item;
    private bool _isOpen;

    public SqlitePipeline(DbContext context, SqliteSchema schema)
    {
        _context = context;
        _schema = schema;
        _connection = context.GetService<IRelationalConnection>();
        _window = new SqliteSavepoint((SqliteConnection)_connection.DbConnection, "conditional_bulk_window");
        _item = new SqliteSavepoint((SqliteConnection)_connection.DbConnection, "conditional_bulk_item");
    }

    public override GateQuery Describe<TRow>(IQueryable<TRow> rows, bool locks) =>
        SqliteGate.Of(_context, rows);

    public override async Task<WindowRows> OpenAsync(
        IEntityType entityType,
        IReadOnlyList<IReadOnlyList<object>> targetKeys,
        IReadOnlyList<GateQuery> gates,
        CancellationToken cancellationToken)
    {
        if (_isOpen) _window.Release();
        _window.Set();
        _isOpen = true;

        var holds = new bool[gates.Count];
        for (var i = 0; i < holds.Length; i++)
        {
            holds[i] = await ((SqliteGate)gates[i]).ExistsAsync(cancellationToken).ConfigureAwait(false);
        }

        // Nothing is locked row by row. A row that its key does not find may be one whose column compares text in its own way.
        var mayBeThere = entityType.FindPrimaryKey()!.Properties.Any(IsText);
        return new WindowRows([.. targetKeys.Select(_ => mayBeThere)], holds);
    }

    public override async Task WriteAsync(IReadOnlyList<SavingItem> items, CancellationToken cancellationToken)
    {
        foreach (var item in items)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await WriteAsync(item, cancellationToken).ConfigureAwait(false);
        }
    }

    public override Task UndoAsync(CancellationToken cancellationToken)
    {
        _window.Rollback();
        _isOpen = false;
        return Task.CompletedTask;
    }

    public override ValueTask DisposeAsync()
    {
        _window.Dispose();
        _item.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task WriteAsync(SavingItem item, CancellationToken cancellationToken)
    {
        using var batches = item.Batches().GetEnumerator();
        if (!batches.MoveNext()) return;

        var isAtomic = _schema.FailingStatementsLeaveNothing && batches.Current is { AreMoreBatchesExpected: false, ModificationCommands.Count: 1 };
        if (!isAtomic) _item.Set();
        try
        {
            do
            {
                await batches.Current.ExecuteAsync(_connection, cancellationToken).ConfigureAwait(false);
            }
            while (batches.MoveNext());
        }
        catch (DbUpdateException exception) when (!cancellationToken.IsCancellationRequested && IsOfTheItem(exception))
        {
            if (!isAtomic) RollBack(exception);
            item.Fail(exception);
            return;
        }

        if (!isAtomic) _item.Release();
    }

    private static bool IsText(IProperty property)
    {
        var mapping = property.GetTypeMapping();
        return (mapping.Converter?.ProviderClrType ?? mapping.ClrType) == typeof(string);
    }

    private bool IsOfTheItem(DbUpdateException exception) => exception.InnerException is not SqliteException answer
        || ResultCodes.Describe(answer, _context.Model).Scope == DatabaseErrorScope.Item;

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
