using Conditional.Bulk.Contracts.AppConfig;
using Conditional.Bulk.Contracts.Faults;

namespace Conditional.Bulk.PostgreSQL.Tests.Faults;

[Collection(PostgreSqlCollection.Name)]
public abstract class PostgreSqlHonestCommitTests(PostgreSqlTestProvider provider, EngineSetting engine)
    : HonestCommitTests(provider, engine)
{
    [Fact, Trait("Session", "direct")]
    public async Task BulkCreate_SpecSwallowsTheLossOfItsConnection_ThrowsAndKeepsNothing()
    {
        var ops = NewOps();

        var write = () => ops.BulkCreatePartialAsync(
        [
            new FragmentCreatorSpec("first", Scope.Public),
            CreatorSpec.For(() =>
            {
                LoseConnection(ops.Context);
                return new Fragment { Name = "second", Document = "{}" };
            }),
            new FragmentCreatorSpec("third", Scope.Public),
        ]);

        await write.Should().ThrowAsync<Exception>();
        (await NamesAsync()).Should().BeEmpty();
    }

    [Fact, Trait("Session", "direct")]
    public async Task WriteAsync_WorkSwallowsTheLossOfItsConnectionAndReads_TheNextVerbDoesNotCommitByItself()
    {
        var write = () => NewOpsProvider().WriteAsync(async (ops, token) =>
        {
            await ops.CreateAsync(new FragmentCreatorSpec("first", Scope.Public), token);
            LoseConnection(ops.Context);
            await ops.Context.Fragments.CountAsync(token);
            await ops.CreateAsync(new FragmentCreatorSpec("second", Scope.Public), token);
        });

        await write.Should().ThrowAsync<InvalidOperationException>();
        (await NamesAsync()).Should().BeEmpty();
    }

    /// <summary>Has the server end the session, and swallows the error that the next query meets.</summary>
    private void LoseConnection(AppConfigContext context)
    {
        var session = ((Npgsql.NpgsqlConnection)context.Database.GetDbConnection()).ProcessID;
        PostgreSqlBackend.TerminateAsync(Database, session).GetAwaiter().GetResult();
        FluentActions.Invoking(() => context.Fragments.Count()).Should().Throw<Exception>();
    }
}

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlHonestCommitInWindowsTests(PostgreSqlTestProvider provider)
    : PostgreSqlHonestCommitTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlHonestCommitItemByItemTests(PostgreSqlTestProvider provider)
    : PostgreSqlHonestCommitTests(provider, EngineSetting.ItemByItem);
