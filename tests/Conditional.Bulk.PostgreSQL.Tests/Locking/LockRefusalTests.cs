using Conditional.Bulk.Contracts.Locking;
using Conditional.Bulk.Infrastructure;

namespace Conditional.Bulk.PostgreSQL.Tests.Locking;

/// <summary>Relations in place of the model's tables whose rows the server does not lock.</summary>
[Collection(PostgreSqlCollection.Name)]
public abstract class LockRefusalTests(PostgreSqlTestProvider provider, EngineSetting engine)
    : ContractTests<LockingContext>(provider, engine)
{
    [Fact]
    public async Task BulkConditionalCreate_GateOnMaterializedView_Throws()
    {
        await ExecuteAsync("""
            DROP TABLE "Gates"; CREATE MATERIALIZED VIEW "Gates" AS SELECT 1 AS "Id", 'gate' AS "Name", true AS "IsOpen"
            """);

        (await RefusedAsync(CreateAsync)).Should().Contain("42809").And.Contain(".WithoutLock()");
    }

    /// <summary>As Citus does it, in an error with the SQLSTATE of features that are not supported.</summary>
    [Fact]
    public async Task BulkConditionalCreate_ServerRefusesWithHint_QuotesTheHint()
    {
        await ExecuteAsync("""
            CREATE FUNCTION refuse() RETURNS boolean LANGUAGE plpgsql
                AS $$ BEGIN RAISE EXCEPTION 'no locks here' USING ERRCODE = '0A000', HINT = 'Filter by the distribution column.'; END $$;
            ALTER TABLE "Gates" RENAME TO gates_of_view;
            CREATE VIEW "Gates" AS SELECT * FROM gates_of_view WHERE refuse();
            INSERT INTO gates_of_view VALUES (1, 'gate', true);
            """);

        (await RefusedAsync(CreateAsync)).Should().Contain("no locks here").And.Contain("Filter by the distribution column.");
    }

    /// <summary>The server takes the clause, and the wrapper of the foreign table does nothing about it.</summary>
    [Theory, InlineData(false), InlineData(true)]
    public async Task BulkConditionalCreate_GateOnForeignTable_Throws(bool isPartition)
    {
        await ReplaceByForeignTableAsync("Gates", """ "Id" int, "Name" text, "IsOpen" boolean """, "1,gate,true", isPartition);

        // A window's gates are asked by the pipeline.
        (await RefusedAsync(CreateAsync, Database.ConfigureItemByItem)).Should().Contain("foreign table").And.Contain(".WithoutLock()");
    }

    [Fact]
    public async Task Update_TargetInForeignTable_Throws()
    {
        await ReplaceByForeignTableAsync("Notes", """ "Id" int, "Text" text, "Revision" int """, "1,seeded,0", isPartition: false);

        (await RefusedAsync(UpdateAsync)).Should().Contain("foreign table");
    }

    [Fact]
    public async Task Update_TargetInMaterializedView_Throws()
    {
        await ExecuteAsync("""DROP TABLE "Notes"; CREATE MATERIALIZED VIEW "Notes" AS SELECT 1 AS "Id", 'seeded' AS "Text", 0 AS "Revision" """);

        (await RefusedAsync(UpdateAsync)).Should().Contain("42809");
    }

    private static Task CreateAsync(WriteOps<LockingContext> ops) => ops.BulkConditionalCreatePartialAsync<Note>(
        [new NoteSpec("first").OnlyIf(OpenGate.Named("gate")), new NoteSpec("second").OnlyIf(OpenGate.Named("gate"))]);

    private static Task UpdateAsync(WriteOps<LockingContext> ops) =>
        ops.UpdateAsync(new Updater<Note>(UpdaterSpec.For<Note>(note => note.Text = "new"), 1));

    private async Task<string> RefusedAsync(Func<WriteOps<LockingContext>, Task> write, Action<DbContextOptionsBuilder>? configure = null) =>
        (await FluentActions.Awaiting(() => write(NewOps(configure))).Should().ThrowExactlyAsync<CannotLockException>()).Which.Message;

    private Task ReplaceByForeignTableAsync(string table, string columns, string row, bool isPartition) => ExecuteAsync($"""
        CREATE EXTENSION file_fdw;
        CREATE SERVER files FOREIGN DATA WRAPPER file_fdw;
        DROP TABLE "{table}";
        DO $$
        DECLARE path text := current_setting('data_directory') || '/' || current_database() || '.csv';
        BEGIN
            EXECUTE format('COPY (SELECT %L) TO %L (FORMAT text)', '{row}', path);
            EXECUTE format('CREATE FOREIGN TABLE rows_of_file ({columns}) SERVER files OPTIONS (filename %L, format ''csv'')', path);
        END $$;
        {(isPartition
            ? $"""CREATE TABLE "{table}" ({columns}) PARTITION BY LIST ("Id"); ALTER TABLE "{table}" ATTACH PARTITION rows_of_file DEFAULT"""
            : $"""ALTER FOREIGN TABLE rows_of_file RENAME TO "{table}" """)}
        """);
}

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlLockRefusalInWindowsTests(PostgreSqlTestProvider provider)
    : LockRefusalTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlLockRefusalItemByItemTests(PostgreSqlTestProvider provider)
    : LockRefusalTests(provider, EngineSetting.ItemByItem);
