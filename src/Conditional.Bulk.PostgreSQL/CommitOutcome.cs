using Npgsql;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>Asks the server what became of a transaction whose COMMIT was not answered.</summary>
internal static class CommitOutcome
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    /// <returns>Whether it committed; null if the server does not know, does not know yet, or cannot be reached.</returns>
    public static async Task<bool?> LookUpAsync(
        NpgsqlConnection lost, string transactionId, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                switch (await StatusAsync(lost, transactionId, cancellationToken).ConfigureAwait(false))
                {
                    case "committed": return true;
                    case "aborted": return false;
                    case null: return null;
                }

                await Task.Delay(s_pause, cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return null;
            }
            catch (NpgsqlException)
            {
                // Not reachable, or a pooled connection that died with the lost one: try again.
                if (cancellationToken.IsCancellationRequested) return null;
                await Task.Delay(s_pause, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    /// <returns>"committed", "aborted", "in progress", or null for a transaction too old to be known.</returns>
    private static async Task<string?> StatusAsync(
        NpgsqlConnection lost, string transactionId, CancellationToken cancellationToken)
    {
        var connection = (NpgsqlConnection)((ICloneable)lost).Clone();
        await using (connection.ConfigureAwait(false))
        {
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            var command = new NpgsqlCommand("SELECT pg_xact_status($1::xid8)", connection)
            {
                Parameters = { new NpgsqlParameter { Value = transactionId } },
            };
            await using (command.ConfigureAwait(false))
            {
                return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) as string;
            }
        }
    }
}
