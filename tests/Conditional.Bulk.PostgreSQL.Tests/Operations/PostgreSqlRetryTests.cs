using System.Data.Common;
using Conditional.Bulk.Contracts.Operations;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Conditional.Bulk.PostgreSQL.Tests.Operations;

[Collection(PostgreSqlCollection.Name)]
public abstract class PostgreSqlRetryTests(PostgreSqlTestProvider provider, EngineSetting engine) : RetryTests(provider, engine)
{
    [Fact]
    public async Task BulkCreate_RetryOnFailureAndSerializationFailure_WholeCallIsRetried()
    {
        var fails = new FailsFirstInsertOf("b");
        var ops = RetryingOps(fails);

        var result = await ops.BulkCreatePartialAsync([Note.New("a"), Note.New("a"), Note.New("b"), Note.New("c")]);

        fails.Failed.Should().BeTrue();
        result.ShouldFailOnlyAt(1, WriteFailureKind.UniqueViolation);
        (await NotesAsync()).Should().Equal("a", "b", "c");
    }

    [Fact]
    public async Task Write_RetryOnFailureAndSerializationFailure_WorkRunsAgain()
    {
        var fails = new FailsFirstInsertOf("b");
        var attempts = 0;

        await NewOpsProvider(options => Retrying(options, fails)).WriteAsync(async (ops, token) =>
        {
            attempts++;
            await ops.CreateAsync(Note.New("a"), token);
            await ops.CreateAsync(Note.New("b"), token);
        });

        attempts.Should().Be(2);
        (await NotesAsync()).Should().Equal("a", "b");
    }

    [Fact]
    public async Task CreateUpdatePurge_RetryOnFailureWithoutATransaction_Work()
    {
        var ops = RetryingOps();

        var created = await ops.CreateAsync(Note.New("a"));
        var updated = await ops.UpdateAsync(new Updater<Note>(UpdaterSpec.For<Note>(note => note.Text = "b"), created.Id));
        (await NotesAsync()).Should().Equal("b");
        (await ops.PurgeAsync(new Purger<Note>(created.Id))).Should().BeEquivalentTo(updated);

        (await NotesAsync()).Should().BeEmpty();
    }

    private WriteOps<NoteContext> RetryingOps(params IInterceptor[] interceptors) =>
        NewOps(options => Retrying(options, interceptors));

    private void Retrying(DbContextOptionsBuilder options, params IInterceptor[] interceptors) => options
        .UseNpgsql(
            Database.ConnectionString,
            npgsql => npgsql.EnableRetryOnFailure(3, TimeSpan.FromMilliseconds(1), null).UseConditionalBulk(Engine.Defaults))
        .AddInterceptors(interceptors);

    /// <summary>Lets the server itself answer the first insert of a note with a serialization failure.</summary>
    private sealed class FailsFirstInsertOf(string text) : DbCommandInterceptor
    {
        public bool Failed { get; private set; }

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command,
            CommandEventData eventData,
            InterceptionResult<DbDataReader> result,
            CancellationToken cancellationToken = default)
        {
            if (!Failed
                && command.CommandText.StartsWith("INSERT", StringComparison.Ordinal)
                && command.Parameters.Cast<DbParameter>().Any(parameter => text.Equals(parameter.Value)))
            {
                Failed = true;
                command.Parameters.Clear();
                command.CommandText = "DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '40001'; END $$";
            }

            return ValueTask.FromResult(result);
        }
    }
}

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlRetryInWindowsTests(PostgreSqlTestProvider provider)
    : PostgreSqlRetryTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlRetryItemByItemTests(PostgreSqlTestProvider provider)
    : PostgreSqlRetryTests(provider, EngineSetting.ItemByItem);
