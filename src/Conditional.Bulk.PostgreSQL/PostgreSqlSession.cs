using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>One call on PostgreSQL. What belongs together travels in one round trip.</summary>
internal sealed class PostgreSqlSession : WriteSession
{
    private readonly DbContext _context;
    private readonly NpgsqlBulkOptions _npgsqlOptions;
    private readonly BulkOptions _options;
    private readonly TransactionState _transaction;
    private readonly TableLocks _tables = new();
    private readonly Catalogue _catalogue = new();
    private readonly LockedTables _lockedTables;
    private readonly RowSecurity _rowSecurity;
    private readonly LiteralWriter _literal;
    private RunWriter? _runs;
    private WindowSavepoint? _window;
    private string? _transactionId;

    public PostgreSqlSession(DbContext context, IDbContextTransaction transaction, NpgsqlBulkOptions npgsqlOptions, BulkOptions options)
    {
        (_context, _npgsqlOptions, _options) = (context, npgsqlOptions, options);
        _transaction = TransactionState.Of(transaction);
        _transaction.BeginCall();
        _lockedTables = new LockedTables(context);
        _rowSecurity = new RowSecurity(context, _lockedTables);
        _literal = new LiteralWriter(context, npgsqlOptions.PrepareStatements, _transaction);
    }

    public override string? ObstacleToWindows =>
        _npgsqlOptions.CheckDeferredConstraints ? $"{nameof(NpgsqlBulkOptions.CheckDeferredConstraints)} is on" : null;

    public override string? TransactionId => _transactionId;

    public override IReadOnlyCollection<string>? TablesChangedBy(ITable table, EntityState kind) =>
        _catalogue.FindReach(table) is { } reach ? reach.Of(kind) : base.TablesChangedBy(table, kind);

    /// <summary>Where it is known that no trigger or function runs.</summary>
    public override bool MayOrder(ITable table) => _catalogue.Find(table) is { ReasonForSolo: null, ReasonForSoloInserts: null };

    public override bool ComparesBytewise(IColumn column) =>
        column.Table is ITable table && _catalogue.Find(table)?.Columns.GetValueOrDefault(column.Name) is { IsBytewise: true };

    public override Task<Exception?> FindConflictAsync(CancellationToken cancellationToken) =>
        SnapshotConflict.FindAsync(_context, cancellationToken);

    public override GateQuestion Question<TRow>(IQueryable<TRow> rows, bool locks) => SqlQuestion.Of(_context, rows, locks);

    public override async Task<Answers> AskAsync(
        IReadOnlyList<TargetRow> targets, IReadOnlyList<GateQuestion> questions, CancellationToken cancellationToken)
    {
        var inquiry = new Inquiry(_context, targets, questions);
        if (inquiry.IsEmpty) return new Answers([], []);

        Answers answers;
        var batch = new StatementBatch(_context);
        await using (batch.ConfigureAwait(false))
        {
            var catalogue = _lockedTables.Ask(batch, targets, questions);
            inquiry.AddTo(batch);
            var asksForId = _transactionId is null;
            if (asksForId) batch.Add(PostgreSqlProvider.TransactionId);
            try
            {
                var rows = await batch.SendAsync(cancellationToken).ConfigureAwait(false);
                await using (rows.ConfigureAwait(false))
                {
                    if (catalogue is not null) await catalogue.ReadAsync(rows, cancellationToken).ConfigureAwait(false);
                    answers = await inquiry.ReadAsync(rows, cancellationToken).ConfigureAwait(false);
                    if (asksForId) _transactionId = await rows.TextAsync(cancellationToken).ConfigureAwait(false);
                }
            }
            catch (PostgresException exception)
                when (batch.FirstNotExecuted is { } position && inquiry.RefusalOf(batch.Statements[position], exception) is { } refusal)
            {
                throw refusal;
            }
        }

        return await CheckLocksAsync(targets, questions, answers, cancellationToken).ConfigureAwait(false);
    }

    public override async Task<Answers> OpenWindowAsync(
        int items,
        IReadOnlyList<ITable> tables,
        IReadOnlyList<TargetRow> targets,
        IReadOnlyList<GateQuestion> questions,
        CancellationToken cancellationToken)
    {
        while (true)
        {
            // Made anew for each attempt, and before anything is sent: it runs code of the caller.
            var inquiry = new Inquiry(_context, targets, questions);
            var opening = new WindowOpening(_context, _transaction.NextWindow(), _window);
            try
            {
                var answers = await OpenAsync(
                    opening, _tables.Due(tables), batch => AskCatalogue(batch, items, tables, targets, questions), inquiry, cancellationToken)
                    .ConfigureAwait(false);
                return await CheckWindowAsync(targets, questions, answers, cancellationToken).ConfigureAwait(false);
            }
            catch (PostgresException) when (opening.RefusedTable is { } refused && !cancellationToken.IsCancellationRequested)
            {
                // It is no table, say, or the role may write some of its columns only: the write itself will tell.
                _tables.Refuse(refused);
            }
        }
    }

    public override async Task UndoWindowAsync(CancellationToken cancellationToken)
    {
        if (_window is not { } window) return;

        var batch = new StatementBatch(_context);
        await using (batch.ConfigureAwait(false))
        {
            batch.Add(window.Rollback);
            batch.Add(window.Release);
            await batch.ExecuteAsync(cancellationToken).ConfigureAwait(false);
        }

        window.CountOut(_transaction);
        _window = null;
        _tables.GiveBack();
        _catalogue.ForgetAllBut(_tables.Holds);
        _literal.LeaveWindow();
    }

    public override async Task WriteAsync(IReadOnlyList<RecordedItem> items, CancellationToken cancellationToken)
    {
        List<RecordedItem> writing = [.. items.Where(item => item.Commands.Count > 0)];
        if (writing.Count == 0) return;

        _window?.CountIn(_transaction);
        if (!await TryWriteByShapeAsync(writing, cancellationToken).ConfigureAwait(false))
        {
            await WriteLiterallyAsync(writing, ItemsPerSavepoint(items.Count), cancellationToken).ConfigureAwait(false);
        }
    }

    public override Task AfterSaveAsync(DbContext context, CancellationToken cancellationToken) =>
        _npgsqlOptions.CheckDeferredConstraints ? DeferredConstraints.CheckAsync(context, cancellationToken) : Task.CompletedTask;

    public override ValueTask DisposeAsync()
    {
        _literal.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<Answers> OpenAsync(
        WindowOpening opening,
        IReadOnlyList<ITable> tables,
        Func<StatementBatch, IReadOnlyList<CatalogueQuestion>> askCatalogue,
        Inquiry inquiry,
        CancellationToken cancellationToken)
    {
        var isOpen = false;
        try
        {
            var (answers, id) = await opening.RunAsync(tables, askCatalogue, inquiry, _transactionId is null, cancellationToken).ConfigureAwait(false);
            isOpen = true;
            _transactionId ??= id;
            _window = opening.Window;
            if (inquiry.Locks) _window.CountIn(_transaction);
            _tables.Take(tables);
            return answers;
        }
        catch when (opening.HasClosedTheOneBefore)
        {
            _window = null;
            throw;
        }
        finally
        {
            if (opening.HasClosedTheOneBefore) _literal.LeaveWindow();
            if (!isOpen) _catalogue.ForgetAllBut(_tables.Holds);
        }
    }

    /// <summary>
    /// The facts, if the window is likely to be written by shape, creates rows in the order of their keys, or finds rows by text; what changes along
    /// with the tables, if a gate or load may depend on it. The tables of a graph are not locked until they are written: it is not known which of
    /// them will be.
    /// </summary>
    private List<CatalogueQuestion> AskCatalogue(
        StatementBatch batch, int items, IReadOnlyList<ITable> tables, IReadOnlyList<TargetRow> targets, IReadOnlyList<GateQuestion> questions)
    {
        CatalogueQuestion?[] asked =
        [
            ItemsPerSavepoint(items) == 1 && !targets.Any(target => target.IsCreatedIfMissing || IsByText(target))
                ? null
                : _catalogue.Ask(batch, _context, tables.Where(table => !_tables.Refuses(table))),
            (targets.Count == 0 && questions.Count == 0) || tables.All(_catalogue.KnowsReachOf)
                ? null
                : _catalogue.AskReach(batch, _context, GraphTables.Around(tables)),
            _lockedTables.Ask(batch, targets, questions),
        ];
        return [.. asked.OfType<CatalogueQuestion>()];
    }

    private static bool IsByText(TargetRow target) => target.KeyProperties.Any(property =>
        property.GetTypeMapping() is var mapping && (mapping.Converter?.ProviderClrType ?? mapping.ClrType) == typeof(string));

    private Task<Answers> CheckLocksAsync(
        IReadOnlyList<TargetRow> targets, IReadOnlyList<GateQuestion> questions, Answers answers, CancellationToken cancellationToken)
    {
        _lockedTables.RequireNoForeign(targets, questions);
        return _rowSecurity.CheckAsync(questions, answers, cancellationToken);
    }

    private async Task<Answers> CheckWindowAsync(
        IReadOnlyList<TargetRow> targets, IReadOnlyList<GateQuestion> questions, Answers answers, CancellationToken cancellationToken)
    {
        try
        {
            return await CheckLocksAsync(targets, questions, answers, cancellationToken).ConfigureAwait(false);
        }
        catch when (_context.Database.GetDbConnection().State == System.Data.ConnectionState.Open)
        {
            await UndoWindowAsync(CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>
    /// Items by shape, where savepoints are shared: on demand, or because so many of them would be more than other sessions can
    /// bear.
    /// </summary>
    private async Task<bool> TryWriteByShapeAsync(List<RecordedItem> items, CancellationToken cancellationToken)
    {
        if (ItemsPerSavepoint(items.Count) == 1) return false;

        _runs ??= new RunWriter(_context, _transaction, _catalogue, _tables, (solo, token) => WriteLiterallyAsync(solo, itemsPerSavepoint: 1, token));
        _runs.TransactionId ??= _transactionId;
        var isWritten = await _runs.TryWriteAsync(items, _options.ItemsPerSavepoint ?? int.MaxValue, isLiteralWelcome: true, cancellationToken)
            .ConfigureAwait(false);
        _transactionId ??= _runs.TransactionId;
        return isWritten;
    }

    private async Task WriteLiterallyAsync(IReadOnlyList<RecordedItem> items, int itemsPerSavepoint, CancellationToken cancellationToken)
    {
        var id = await _literal.WriteAsync(items, itemsPerSavepoint, _transactionId is null, cancellationToken).ConfigureAwait(false);
        _transactionId ??= id;
    }

    /// <summary>
    /// Each item its own savepoint, unless that makes more of them in the transaction than other sessions can bear: a guess is
    /// enough, since it changes no result.
    /// </summary>
    private int ItemsPerSavepoint(int items) =>
        _options.ItemsPerSavepoint ?? (_transaction.HasRoomFor(items + 1) ? 1 : items);
}
