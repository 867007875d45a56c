using System.Transactions;
using Conditional.Bulk.Contracts.AppConfig;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Conditional.Bulk.Contracts.Transactions;

/// <summary>Transactions whose commit the library cannot prove are refused before anything is sent.</summary>
public abstract class AmbientTransactionTests(TestProvider provider, EngineSetting engine) : TransactionTests(provider, engine)
{
    protected StatementLog Log { get; private set; } = null!;

    public static TheoryData<string> Verbs => ["create", "update", "purge", "bulk create", "bulk update", "bulk purge"];

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Log = await Database.OpenLogAsync();
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await Log.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Verb_InTransactionScope_ThrowsBeforeAnyIO(string verb)
    {
        var ops = NewOps(Configure);
        using (new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            var call = () => RunAsync(ops, verb);

            await call.Should().ThrowExactlyAsync<InvalidOperationException>();
        }

        Log.Statements.Should().BeEmpty();
        await ops.CreateAsync(Spec("after"));
        (await NamesAsync()).Should().Equal("after");
    }

    [Fact]
    public async Task WriteAsync_InTransactionScope_ThrowsBeforeAnyIO()
    {
        using var scope = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled);
        var write = () => NewOpsProvider(Configure).WriteAsync((ops, token) => ops.CreateAsync(Spec("a"), token));

        await write.Should().ThrowExactlyAsync<InvalidOperationException>();

        Log.Statements.Should().BeEmpty();
    }

    /// <summary>Without the warning with which EF itself refuses an ambient transaction where the driver does not take part in one.</summary>
    protected void Configure(DbContextOptionsBuilder options)
    {
        Log.Configure(options);
        options.ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.AmbientTransactionWarning));
    }

    protected static Task RunAsync(WriteOps<AppConfigContext> ops, string verb)
    {
        var updater = new Updater<Fragment>(UpdaterSpec.For<Fragment>(_ => { }), 1);
        var purger = new Purger<Fragment>(1);
        return verb switch
        {
            "create" => ops.CreateAsync(Spec("a")),
            "update" => ops.UpdateAsync(updater),
            "purge" => ops.PurgeAsync(purger),
            "bulk create" => ops.BulkConditionalCreatePartialAsync<Fragment>([Spec("a").OnlyIf(Granted)]),
            "bulk update" => ops.BulkUpdatePartialAsync([updater]),
            "bulk purge" => ops.BulkPurgePartialAsync([purger]),
            _ => throw new ArgumentOutOfRangeException(nameof(verb)),
        };
    }
}
