using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>
/// Writes groups one after the other, in as few round trips as there are statements that wait for what others generate. Nothing of the items is
/// told what became of them until <see cref="Settle"/>.
/// </summary>
internal sealed class RunAttempt(DbContext context, IReadOnlyList<GroupWork> groups)
{
    private readonly List<WrittenCommand> _conflicts = [];
    private readonly List<(int Group, GroupStatement Statement, NpgsqlBatchCommand Sent)> _sent = [];

    /// <summary>The first group that is to be undone, with all behind it; null if all are written.</summary>
    public int? FailedGroup { get; private set; }

    /// <summary>What the server says against the group; null if its statements succeeded, but wrote other rows than they should.</summary>
    public PostgresException? Error { get; private set; }

    /// <summary>The statement that failed; null if none did.</summary>
    public GroupStatement? FailedStatement { get; private set; }

    /// <summary>What the driver says against a value, which names no item. Nothing was sent since the last answer.</summary>
    public Exception? Unsendable { get; private set; }

    /// <summary>Whether the statements before the groups are executed.</summary>
    public bool IsBegun { get; private set; }

    /// <summary>The transaction's identity, if it was asked for and learnt.</summary>
    public string? TransactionId { get; private set; }

    /// <summary>Whether the driver gave up waiting, which says nothing about any item.</summary>
    public bool HasTimedOut { get; private set; }

    public bool Succeeded => FailedGroup is null && Unsendable is null && !HasTimedOut;

    /// <summary>Writes the groups.</summary>
    /// <param name="before">Statements before them.</param>
    /// <param name="after">Statements behind them.</param>
    /// <param name="asksForId">Whether the transaction's identity is wanted.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="Exception">An error of no item.</exception>
    public async Task RunAsync(IEnumerable<string> before, IEnumerable<string> after, bool asksForId, CancellationToken cancellationToken)
    {
        var batch = new StatementBatch(context);
        try
        {
            foreach (var sql in before) batch.Add(sql);
            for (var g = 0; g < groups.Count; g++)
            {
                foreach (var statement in groups[g].Statements)
                {
                    if (statement.IsLinked && IsWaitedFor(g))
                    {
                        await SendAsync(batch, asksForId: false, cancellationToken).ConfigureAwait(false);
                        await batch.DisposeAsync().ConfigureAwait(false);
                        if (!Succeeded) return;

                        batch = new StatementBatch(context);
                    }

                    if (!TryAdd(batch, g, statement)) return;
                }
            }

            foreach (var sql in after) batch.Add(sql);
            if (asksForId) batch.Add(PostgreSqlProvider.TransactionId);
            await SendAsync(batch, asksForId, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await batch.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Tells the items that wrote no row.</summary>
    public void Settle()
    {
        foreach (var (item, command) in _conflicts) item.Conflict(command);
    }

    private bool TryAdd(StatementBatch batch, int group, GroupStatement statement)
    {
        try
        {
            _sent.Add((group, statement, batch.Add(statement.Create())));
            return true;
        }
        catch (Exception exception)
        {
            Unsendable = exception;
            return false;
        }
    }

    /// <summary>Whether something of the group is in the batch that is not sent yet.</summary>
    private bool IsWaitedFor(int group) => _sent.Count > 0 && _sent[^1].Group == group;

    private async Task SendAsync(StatementBatch batch, bool asksForId, CancellationToken cancellationToken)
    {
        try
        {
            var rows = await batch.SendAsync(cancellationToken).ConfigureAwait(false);
            await using (rows.ConfigureAwait(false))
            {
                foreach (var (group, statement, _) in _sent)
                {
                    if (!statement.Statement.ReturnsRows) continue;

                    if (!await ReturnedRows.ReadAsync(rows, statement, _conflicts, cancellationToken).ConfigureAwait(false)) FailedGroup ??= group;
                    await rows.NextStatementAsync(cancellationToken).ConfigureAwait(false);
                }

                if (asksForId) TransactionId = await rows.TextAsync(cancellationToken).ConfigureAwait(false);
                await rows.SkipAllAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Fail(batch, exception, cancellationToken);
        }

        IsBegun |= batch.IsBegun;
        _sent.Clear();
    }

    private void Fail(StatementBatch batch, Exception exception, CancellationToken cancellationToken)
    {
        if (ServerErrors.Of(exception) is null && batch is { IsConnected: true, IsBegun: false } && !cancellationToken.IsCancellationRequested
            && exception is not NpgsqlException)
        {
            Unsendable = exception;
            return;
        }

        if (BatchErrors.IsTimeout(exception) && batch.IsConnected && !cancellationToken.IsCancellationRequested)
        {
            HasTimedOut = true;
            return;
        }

        var (position, error) = BatchErrors.Of(batch, exception, cancellationToken)[0];
        var failed = _sent.FindIndex(sent => ReferenceEquals(sent.Sent, batch.Statements[position]));

        // A savepoint, say: nobody's error.
        if (failed < 0) ServerErrors.Throw(exception, cancellationToken);

        // What comes back from statements before the one that failed may be wrong, too: the first group is the one to undo.
        FailedStatement = FailedGroup < _sent[failed].Group ? null : _sent[failed].Statement;
        FailedGroup = Math.Min(FailedGroup ?? int.MaxValue, _sent[failed].Group);
        Error = error;
    }
}
