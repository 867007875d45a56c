using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore.Update;
using Npgsql;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>
/// Items between their savepoints, as they are sent in one round trip, and what the server answered to each statement.
/// </summary>
internal sealed class LiteralBatch(LiteralStatements statements)
{
    private readonly List<LiteralStep> _steps = [];
    private readonly List<LiteralItem> _items = [];
    private readonly Dictionary<LiteralStep, Exception> _unreadable = [];
    private int _inSavepoint;

    public IReadOnlyList<LiteralItem> Items => _items;

    public IReadOnlyList<LiteralStep> Steps => _steps;

    /// <summary>Whether there are items whose savepoints end in it, so that one more is needed to undo them.</summary>
    public bool HasSavepoint { get; private set; }

    /// <summary>The step at which the server stopped; null if at none, or if before all of them.</summary>
    public LiteralStep? Stopped { get; private set; }

    public string? TransactionId { get; private set; }

    /// <summary>Adds an item.</summary>
    /// <exception cref="Exception">A value of it cannot be sent. Nothing of it is added.</exception>
    public void Add(LiteralItem item, int itemsPerSavepoint)
    {
        List<LiteralStep> writes = [.. item.Commands.Select(command => new LiteralStep(statements.Create(command), item, command))];
        if (item.Sending != Sending.Together || _inSavepoint >= itemsPerSavepoint) EndSavepoint();
        if (_inSavepoint == 0 && !item.IsBegun) Add(ItemSavepoint.Set);

        _items.Add(item);
        _steps.AddRange(writes);
        HasSavepoint |= item.Sending != Sending.Alone;
        if (item.Sending == Sending.Together) _inSavepoint++;
        if (item.Sending != Sending.Tried) return;

        Add(ItemSavepoint.Rollback);
        Add(ItemSavepoint.Release, endsTrial: item);
    }

    /// <summary>Ends the savepoint that items share.</summary>
    public void EndSavepoint()
    {
        if (_inSavepoint > 0) _steps.Add(new LiteralStep(new NpgsqlBatchCommand(ItemSavepoint.Release)) { EndsSavepoint = true });
        _inSavepoint = 0;
    }

    /// <summary>The statements behind those that are due.</summary>
    public IEnumerable<NpgsqlBatchCommand> Statements() => HasSavepoint
        ? _steps.Select(step => step.Statement).Prepend(new NpgsqlBatchCommand(ItemSavepoint.SetBatch))
        : _steps.Select(step => step.Statement);

    /// <summary>Sends it and reads all answers. A row that cannot be read is its item's error, and the reading goes on.</summary>
    /// <param name="batch">A batch that ends with <see cref="Statements"/>, and the query for the identity, if that is asked
    /// for.</param>
    /// <param name="asksForId">Whether the batch ends with it.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The error of the statement at which the server stopped; null if it executed all of them.</returns>
    public async Task<Exception?> SendAsync(StatementBatch batch, bool asksForId, CancellationToken cancellationToken)
    {
        try
        {
            var rows = await batch.SendAsync(cancellationToken).ConfigureAwait(false);
            await using (rows.ConfigureAwait(false))
            {
                foreach (var step in _steps.Where(step => step.ReturnsRow))
                {
                    await ReadAsync(step, rows, cancellationToken).ConfigureAwait(false);
                }

                if (asksForId) TransactionId = await rows.TextAsync(cancellationToken).ConfigureAwait(false);
                await rows.SkipAllAsync(cancellationToken).ConfigureAwait(false);
                return null;
            }
        }
        catch (NpgsqlException exception) when (batch.IsConnected && exception is PostgresException or { InnerException: TimeoutException })
        {
            Stopped = batch.FirstNotExecuted is { } position ? _steps.Find(step => step.Statement == batch.Statements[position]) : null;
            return exception;
        }
    }

    /// <summary>Why a statement that the server has executed means the failure of its item; null if it does not.</summary>
    public Misfortune? MisfortuneOf(LiteralStep step) => step switch
    {
        { Command: null } or { IsExecuted: false } => null,
        { Command: { } command } when _unreadable.TryGetValue(step, out var cause) => new Misfortune(command, cause),
        { Command: { } command, Statement.RecordsAffected: not 1 } => new Misfortune(command, null),
        _ => null,
    };

    private async Task ReadAsync(LiteralStep step, BatchRows rows, CancellationToken cancellationToken)
    {
        if (await rows.NextRowAsync(cancellationToken).ConfigureAwait(false))
        {
            try
            {
                step.Command!.Read(rows.Values);
            }
            catch (Exception exception)
            {
                _unreadable.Add(step, exception);
            }
        }

        await rows.NextStatementAsync(cancellationToken).ConfigureAwait(false);
    }

    private void Add(string sql, LiteralItem? endsTrial = null) =>
        _steps.Add(new LiteralStep(new NpgsqlBatchCommand(sql)) { EndsTrialOf = endsTrial });
}

/// <summary>One statement of the literal form.</summary>
/// <param name="statement">What is sent.</param>
/// <param name="item">The item that it writes; null for a statement about savepoints.</param>
/// <param name="command">The command of the item.</param>
internal sealed class LiteralStep(NpgsqlBatchCommand statement, LiteralItem? item = null, RecordedCommand? command = null)
{
    public NpgsqlBatchCommand Statement => statement;

    public LiteralItem? Item => item;

    public RecordedCommand? Command => command;

    public bool ReturnsRow => command?.Shape.Result.HasFlag(ResultSetMapping.HasResultRow) is true;

    public bool IsExecuted => StatementBatch.IsExecuted(statement);

    /// <summary>Whether the items before it are written once it is executed.</summary>
    public bool EndsSavepoint { get; init; }

    /// <summary>The item whose trial is over, and undone, once it is executed.</summary>
    public LiteralItem? EndsTrialOf { get; init; }
}
