using System.Data;
using Npgsql;

namespace Conditional.Bulk.PostgreSQL.Tests;

/// <summary>
/// Tells whether a test has changed anything of its database but rows, and takes the rows away, which is faster than a new database.
/// </summary>
internal sealed class PostgreSqlSchema : IAsyncDisposable
{
    private const string Fingerprint = """
        SELECT md5(string_agg(x, ';' ORDER BY x)) || (SELECT count(*) FROM pg_largeobject_metadata) FROM (
            SELECT concat_ws('|', 'class', oid, relname, relnamespace, relkind, relowner, relacl, relrowsecurity, relforcerowsecurity, reloptions, relpersistence)
                AS x FROM pg_class WHERE oid >= 16384 AND relkind <> 't' AND relname NOT LIKE 'pg\_toast%'
            UNION ALL SELECT concat_ws('|', 'attribute', attrelid, attnum, attname, atttypid, atttypmod, attnotnull, attidentity, attgenerated, attcollation, attacl)
                FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
                WHERE attrelid >= 16384 AND attnum > 0 AND c.relkind <> 't' AND c.relname NOT LIKE 'pg\_toast%'
            UNION ALL SELECT concat_ws('|', 'default', oid, pg_get_expr(adbin, adrelid)) FROM pg_attrdef
            UNION ALL SELECT concat_ws('|', 'proc', oid, proname, prosrc, proacl) FROM pg_proc WHERE oid >= 16384
            UNION ALL SELECT concat_ws('|', 'trigger', oid, tgname, tgenabled) FROM pg_trigger
            UNION ALL SELECT concat_ws('|', 'constraint', oid, conname, condeferrable, condeferred, convalidated) FROM pg_constraint WHERE oid >= 16384
            UNION ALL SELECT concat_ws('|', 'index', indexrelid, indisvalid, indisunique) FROM pg_index WHERE indrelid >= 16384
            UNION ALL SELECT concat_ws('|', 'namespace', oid, nspname, nspacl) FROM pg_namespace WHERE oid >= 16384 OR nspname = 'public'
            UNION ALL SELECT concat_ws('|', 'rule', oid, rulename, ev_action) FROM pg_rewrite WHERE ev_class >= 16384
            UNION ALL SELECT concat_ws('|', 'policy', oid, polname) FROM pg_policy
            UNION ALL SELECT concat_ws('|', 'type', oid, typname, typacl) FROM pg_type WHERE oid >= 16384 AND typname NOT LIKE '%pg\_toast%'
            UNION ALL SELECT concat_ws('|', 'sequence', seqrelid, seqstart, seqincrement, seqmax, seqmin, seqcycle) FROM pg_sequence
            UNION ALL SELECT concat_ws('|', 'inherits', inhrelid, inhparent) FROM pg_inherits
            UNION ALL SELECT concat_ws('|', 'extension', oid, extname) FROM pg_extension
            UNION ALL SELECT concat_ws('|', 'server', oid, srvname) FROM pg_foreign_server
            UNION ALL SELECT concat_ws('|', 'collation', oid, collname) FROM pg_collation WHERE oid >= 16384
            UNION ALL SELECT concat_ws('|', 'setting', setrole, setconfig) FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase
                WHERE d.datname = current_database()
            UNION ALL SELECT concat_ws('|', 'database', datacl, datdba, datconnlimit) FROM pg_database WHERE datname = current_database()) AS facts
        """;

    // TRUNCATE makes new files for every table and index; for the few rows of a test, DELETE takes a tenth of the time. The role spares
    // the order of foreign keys.
    private const string Empty = """
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid();
        DO $$
        DECLARE
            tables regclass[] := (SELECT array_agg(c.oid::regclass) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relkind IN ('r', 'p') AND c.oid >= 16384 AND n.nspname !~ '^pg_');
            size bigint := (SELECT sum(pg_relation_size(t)) FROM unnest(tables) t);
            t regclass;
        BEGIN
            IF size < 500000 AND current_setting('is_superuser') = 'on' THEN
                SET LOCAL session_replication_role = replica;
                FOREACH t IN ARRAY tables LOOP EXECUTE 'DELETE FROM ' || t; END LOOP;
            ELSIF tables IS NOT NULL THEN
                EXECUTE 'TRUNCATE ' || array_to_string(tables, ', ');
            END IF;
            PERFORM setval(seqrelid::regclass, seqstart, false) FROM pg_sequence;
        END $$;
        """;

    private const string HasRows = """
        SELECT 'SELECT ' || coalesce(string_agg(format('EXISTS (SELECT FROM %s)', oid::regclass), ' OR '), 'false')
        FROM pg_class WHERE relkind = 'r' AND oid >= 16384
        """;

    private readonly NpgsqlConnection _connection;

    private PostgreSqlSchema(string connectionString) =>
        _connection = new(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);

    /// <summary>False if a test has ended the connection.</summary>
    public bool IsOpen => _connection.FullState == ConnectionState.Open;

    public static async Task<PostgreSqlSchema> OpenAsync(string connectionString)
    {
        var schema = new PostgreSqlSchema(connectionString);
        await schema._connection.OpenAsync();
        return schema;
    }

    /// <summary>What there is besides rows.</summary>
    public async Task<string> ReadAsync() => (string)(await ScalarAsync(Fingerprint))!;

    public async Task<bool> HasRowsAsync() => (bool)(await ScalarAsync((string)(await ScalarAsync(HasRows))!))!;

    /// <summary>Makes the database as it was.</summary>
    /// <returns>False if more than rows has changed.</returns>
    public async Task<bool> TryEmptyAsync(string fingerprint)
    {
        if (await ReadAsync() != fingerprint) return false;

        await using var empty = new NpgsqlCommand(Empty, _connection);
        await empty.ExecuteNonQueryAsync();
        return true;
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private async Task<object?> ScalarAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, _connection);
        return await command.ExecuteScalarAsync();
    }
}
