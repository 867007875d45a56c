using System.Data.Common;
using Conditional.Bulk.Contracts.AppConfig;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace Conditional.Bulk.Contracts.Faults;

/// <summary>Returning means committed, and throwing means that nothing is kept, whatever happens around the COMMIT.</summary>
public abstract class HonestCommitTests(TestProvider provider, EngineSetting engine)
    : ContractTests<AppConfigContext>(provider, engine)
{
    [Fact]
    public async Task BulkCreate_InterceptorThrowsAfterCommit_ReturnsAndIsWrittenOnce()
    {
        var ops = NewOps(options => options.AddInterceptors(new ThrowsAfterCommit()));

        var result = await ops.BulkCreatePartialAsync([new FragmentCreatorSpec("theme", Scope.Public)]);

        result.HasFailures.Should().BeFalse();
        (await NamesAsync()).Should().Equal("theme");
    }

    [Fact]
    public async Task BulkCreate_InterceptorThrowsBeforeCommit_ThrowsAndKeepsNothing()
    {
        var ops = NewOps(options => options.AddInterceptors(new ThrowsBeforeCommit()));

        await FluentActions.Awaiting(() => ops.BulkCreatePartialAsync([new FragmentCreatorSpec("theme", Scope.Public)]))
            .Should().ThrowAsync<InvalidTimeZoneException>();

        (await NamesAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task WriteAsync_TransactionEndedBehindEf_ThrowsAndKeepsNothing()
    {
        var write = () => NewOpsProvider().WriteAsync(async (ops, token) =>
        {
            await ops.BulkCreatePartialAsync([new FragmentCreatorSpec("theme", Scope.Public)], cancellationToken: token);
            await ops.Context.Database.CurrentTransaction!.GetDbTransaction().RollbackAsync(token);
        });

        await write.Should().ThrowAsync<Exception>();
        (await NamesAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task WriteAsync_VerbIsNotAwaited_ThrowsAndKeepsNothing()
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var goOn = new ManualResetEventSlim();
        Task<BulkResult<Fragment>>? verb = null;

        var write = () => NewOpsProvider().WriteAsync(async (ops, token) =>
        {
            verb = Task.Run(
                () => ops.BulkCreatePartialAsync(
                    [
                        new FragmentCreatorSpec("first", Scope.Public),
                        CreatorSpec.For(() =>
                        {
                            reached.SetResult();
                            goOn.Wait(TimeSpan.FromSeconds(30));
                            return new Fragment { Name = "second", Document = "{}" };
                        }),
                    ],
                    cancellationToken: token),
                token);
            await reached.Task;
        });

        await write.Should().ThrowAsync<InvalidOperationException>();
        goOn.Set();
        await FluentActions.Awaiting(() => verb!).Should().ThrowAsync<Exception>();
        (await NamesAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task BulkCreate_InterceptorThrowsAnArgumentException_IsNoInvalidValue()
    {
        var ops = NewOps(options => options.AddInterceptors(new ThrowsWhileSaving()));

        var result = await ops.BulkCreatePartialAsync([new FragmentCreatorSpec("theme", Scope.Public)]);

        result.Failed.Should().ContainSingle().Which.Kind.Should().Be(WriteFailureKind.Other);
    }

    [Fact]
    public async Task Create_OnAPooledContextThatWriteAsyncHadBefore_Commits()
    {
        var factory = new PooledDbContextFactory<AppConfigContext>(Database.Options<AppConfigContext>(), poolSize: 1);
        var lent = new List<AppConfigContext>();
        await new DbOpsProvider<AppConfigContext>(factory).WriteAsync((ops, token) =>
        {
            lent.Add(ops.Context);
            return ops.CreateAsync(new FragmentCreatorSpec("first", Scope.Public), token);
        });
        await using var first = await factory.CreateDbContextAsync();
        await using var second = await factory.CreateDbContextAsync();
        var again = new[] { first, second }.Single(lent.Contains);

        await new WriteOps<AppConfigContext>(again).CreateAsync(new FragmentCreatorSpec("second", Scope.Public));

        (await NamesAsync()).Should().Equal("first", "second");
    }

    protected Task<List<string>> NamesAsync() =>
        CommittedAsync(context => context.Fragments.OrderBy(row => row.Id).Select(row => row.Name).ToListAsync());

    private sealed class ThrowsAfterCommit : DbTransactionInterceptor
    {
        public override Task TransactionCommittedAsync(
            DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default) =>
            throw new InvalidTimeZoneException();
    }

    private sealed class ThrowsBeforeCommit : DbTransactionInterceptor
    {
        public override ValueTask<InterceptionResult> TransactionCommittingAsync(
            DbTransaction transaction,
            TransactionEventData eventData,
            InterceptionResult result,
            CancellationToken cancellationToken = default) => throw new InvalidTimeZoneException();
    }

    private sealed class ThrowsWhileSaving : SaveChangesInterceptor
    {
        public override ValueTask<InterceptionResult<int>> SavingChangesAsync(
            DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default) =>
            throw new ArgumentException("The stamp has no clock.");
    }
}
