using Conditional.Bulk.Infrastructure;
using Npgsql;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>Asks the server what became of a transaction whose COMMIT was not answered.</summary>
internal static class CommitOutcome
{
    /// <summary>
    /// The transaction's id and its server's, which two servers that are given the same id do not share. An id is assigned where there is none
    /// yet: a transaction that wrote only on other servers (foreign tables, Citus) has none. A stand-by assigns none, and writes nothing.
    /// </summary>
    /// <remarks>
    /// The role may be denied <c>pg_control_system()</c>, which a plain call would find out by aborting the transaction, in a branch that
    /// is not taken, too. Hence the query in a string, which is looked at only where it may be run.
    /// </remarks>
    public const string IdentityQuery = """
        SELECT CASE WHEN NOT pg_is_in_recovery() THEN pg_current_xact_id()::text || '@' || CASE
        WHEN has_function_privilege(to_regprocedure('pg_catalog.pg_control_system()'), 'EXECUTE')
        THEN substring(query_to_xml('SELECT system_identifier FROM pg_catalog.pg_control_system()', true, true, '')::text FROM '>([0-9]+)<')
        ELSE '' END END
        """;

    /// <summary>A stand-by may not have heard yet of what its primary committed.</summary>
    private const string StatusQuery = """
        SELECT CASE
        WHEN (SELECT system_identifier::text FROM pg_control_system()) <> $2 THEN NULL
        WHEN pg_is_in_recovery() THEN 'in progress'
        ELSE pg_xact_status($1::xid8) END
        """;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    /// <returns>Unknown if this is not the server, it does not know, does not know yet, or cannot be reached.</returns>
    public static async Task<TransactionOutcome> LookUpAsync(
        NpgsqlConnection lost, string identity, CancellationToken cancellationToken)
    {
        if (identity.Split('@') is not [{ Length: > 0 } transaction, { Length: > 0 } server]) return TransactionOutcome.Unknown;

        while (true)
        {
            try
            {
                switch (await StatusAsync(lost, transaction, server, cancellationToken).ConfigureAwait(false))
                {
                    case "committed": return TransactionOutcome.Committed;
                    case "aborted": return TransactionOutcome.Aborted;
                    case null: return TransactionOutcome.Unknown;
                }

                await Task.Delay(s_pause, cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return TransactionOutcome.Unknown;
            }
            catch (NpgsqlException)
            {
                // Not reachable, or a pooled connection that died with the lost one: try again.
                if (cancellationToken.IsCancellationRequested) return TransactionOutcome.Unknown;
                await Task.Delay(s_pause, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    /// <returns>"committed", "aborted", "in progress", or null for another server, or a transaction too old to be known.</returns>
    private static async Task<string?> StatusAsync(
        NpgsqlConnection lost, string transaction, string server, CancellationToken cancellationToken)
    {
        var connection = (NpgsqlConnection)((ICloneable)lost).Clone();
        await using (connection.ConfigureAwait(false))
        {
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            var command = new NpgsqlCommand(StatusQuery, connection)
            {
                Parameters = { new NpgsqlParameter { Value = transaction }, new NpgsqlParameter { Value = server } },
            };
            await using (command.ConfigureAwait(false))
            {
                return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) as string;
            }
        }
    }
}
