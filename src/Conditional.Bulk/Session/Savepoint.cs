using System.Data.Common;

namespace Conditional.Bulk;

/// <summary>
/// A savepoint that is set again and again in one transaction. Its commands are made once, and go to the connection directly:
/// EF's own savepoint costs a round trip more on Npgsql, whose <c>ReleaseAsync</c> also blocks the thread.
/// </summary>
internal sealed class Savepoint(DbTransaction transaction, string name) : IAsyncDisposable
{
    private readonly DbCommand _set = CreateCommand(transaction, $"SAVEPOINT {name}");
    private readonly DbCommand _release = CreateCommand(transaction, $"RELEASE SAVEPOINT {name}");
    private readonly DbCommand _rollback = CreateCommand(
        transaction, $"ROLLBACK TO SAVEPOINT {name}; RELEASE SAVEPOINT {name}");

    /// <summary>Sets it with a command of its own, which may fail without harm to the connection.</summary>
    public Task SetAsync(CancellationToken cancellationToken) => _set.ExecuteNonQueryAsync(cancellationToken);

    /// <summary>
    /// Sets it together with the next command, where the driver can. Only right after a successful answer in this transaction:
    /// Npgsql breaks the connection when a statement that it prepended fails.
    /// </summary>
    public Task SetWithNextCommandAsync(CancellationToken cancellationToken) => transaction.SaveAsync(name, cancellationToken);

    /// <summary>Keeps what was done since. An answer proves that the transaction is alive.</summary>
    public Task ReleaseAsync(CancellationToken cancellationToken) => _release.ExecuteNonQueryAsync(cancellationToken);

    /// <summary>Releases, and runs a query in the same round trip.</summary>
    /// <returns>The query's one value.</returns>
    public async Task<object?> ReleaseAndQueryAsync(string query, CancellationToken cancellationToken)
    {
        var command = CreateCommand(transaction, $"{_release.CommandText}; {query}");
        await using (command.ConfigureAwait(false))
        {
            return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Undoes what was done since, and removes the savepoint, so that one of the same name that the caller set is the caller's
    /// again. Never cancelled: half a rollback would leave an aborted transaction behind.
    /// </summary>
    public Task RollbackAsync() => _rollback.ExecuteNonQueryAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await _set.DisposeAsync().ConfigureAwait(false);
        await _release.DisposeAsync().ConfigureAwait(false);
        await _rollback.DisposeAsync().ConfigureAwait(false);
    }

    private static DbCommand CreateCommand(DbTransaction transaction, string sql)
    {
        var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        return command;
    }
}
