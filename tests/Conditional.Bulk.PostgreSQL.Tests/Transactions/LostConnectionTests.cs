using Conditional.Bulk.Contracts.AppConfig;
using Conditional.Bulk.Contracts.Transactions;
using Npgsql;

namespace Conditional.Bulk.PostgreSQL.Tests.Transactions;

/// <summary>A verb that loses the connection of the caller's transaction says that both are gone.</summary>
[Collection(PostgreSqlCollection.Name), Trait("Session", "direct")]
public abstract class LostConnectionTests(PostgreSqlTestProvider provider, EngineSetting engine)
    : TransactionTests(provider, engine)
{
    private const string BothAreGone = "*connection was lost*transaction*gone*";

    [Fact]
    public async Task BulkCreate_ConnectionLostInAJoinedTransaction_SaysThatBothAreGone()
    {
        var context = NewContext();
        await using var transaction = await context.Database.BeginTransactionAsync();
        await WriteAsync(context, "caller");

        var create = () => new WriteOps<AppConfigContext>(context)
            .BulkCreatePartialAsync([Spec("a"), Spec("b", () => Lose(context)), Spec("c")]);

        var thrown = await create.Should().ThrowAsync<DbUpdateException>().WithMessage(BothAreGone);
        thrown.Which.InnerException.Should().NotBeNull();
        (await NamesAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Create_ConnectionLostBeforeIt_SaysThatBothAreGone()
    {
        var context = NewContext();
        await using var transaction = await context.Database.BeginTransactionAsync();
        await WriteAsync(context, "caller");
        Lose(context);

        var first = () => new WriteOps<AppConfigContext>(context).CreateAsync(Spec("a"));
        var second = () => new WriteOps<AppConfigContext>(context).CreateAsync(Spec("b"));

        await first.Should().ThrowAsync<DbUpdateException>().WithMessage(BothAreGone);
        (await second.Should().ThrowAsync<InvalidOperationException>()).Which.Message.Should().Contain("transaction of the context is gone");
        (await NamesAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task WriteAsync_ConnectionLostOnceAndAStrategyThatRetries_RunsAgain()
    {
        var attempts = 0;
        var provider = NewOpsProvider(options => options.UseNpgsql(
            Database.ConnectionString,
            npgsql =>
            {
                npgsql.UseConditionalBulk(Engine.Defaults);
                npgsql.EnableRetryOnFailure(2, TimeSpan.FromMilliseconds(10), null);
            }));

        await provider.WriteAsync((ops, token) => ops.BulkCreatePartialAsync(
            [
                Spec("a"),
                Spec("b", () =>
                {
                    if (++attempts == 1) Lose(ops.Context);
                }),
            ],
            cancellationToken: token));

        attempts.Should().Be(2);
        (await NamesAsync()).Should().Equal("a", "b");
    }

    private void Lose(AppConfigContext context) =>
        Wait(() => PostgreSqlBackend.TerminateAsync(Database, ((NpgsqlConnection)context.Database.GetDbConnection()).ProcessID));
}

[Collection(PostgreSqlCollection.Name), Trait("Session", "direct")]
public sealed class LostConnectionInWindowsTests(PostgreSqlTestProvider provider)
    : LostConnectionTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name), Trait("Session", "direct")]
public sealed class LostConnectionItemByItemTests(PostgreSqlTestProvider provider)
    : LostConnectionTests(provider, EngineSetting.ItemByItem);
