using Conditional.Bulk.Contracts.EntityFramework;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Conditional.Bulk.Contracts.Windows;

/// <summary>What a host has decides whether items are written in windows; where they are not, the log says why.</summary>
public abstract class EligibilityTests(TestProvider provider) : ArchiveTests(provider)
{
    private static readonly BulkOptions s_despite = InWindows with { WindowsDespiteInterceptors = true };

    [Fact]
    public async Task BulkCreate_NothingInTheWay_IsWrittenInOneWindow()
    {
        await BulkCreateAsync(_ => { }, expected: [3]);

        LibraryLog.OfLibrary().Where(record => record.Level >= LogLevel.Information).Should().BeEmpty();
        Saves.Events.Should().Equal("Saving", "Saved", "Saving", "Saved", "Saving", "Saved");
    }

    [Fact]
    public async Task BulkCreate_SaveChangesInterceptor_OneByOne() =>
        await RefusesWindowsAsync(options => options.AddInterceptors(new RecordsCalls()), "ISaveChangesInterceptor");

    [Fact]
    public async Task BulkCreate_CommandInterceptor_OneByOne() =>
        await RefusesWindowsAsync(options => options.AddInterceptors(new RecordsWrites()), "IDbCommandInterceptor");

    [Fact]
    public async Task BulkCreate_TransactionInterceptor_OneByOne() =>
        await RefusesWindowsAsync(options => options.AddInterceptors(new SeesTransactions()), "IDbTransactionInterceptor");

    [Fact]
    public async Task BulkCreate_DatabaseServiceReplaced_OneByOne() =>
        await RefusesWindowsAsync(options => options.ReplaceService<IDatabase, PlainDatabase>(), "IDatabase");

    [Fact]
    public async Task BulkCreate_InternalServiceProviderOfTheHost_OneByOne()
    {
        await using var services = AddProvider(new ServiceCollection()).BuildServiceProvider();

        // The services bring their loggers along, so the log is not the recorder's.
        var ops = Watched(NewContext(options => options.UseInternalServiceProvider(services)));
        var result = await ops.BulkCreatePartialAsync([New("a"), New("a"), New("b")], InWindows);

        result.ShouldFailOnlyAt(1, WriteFailureKind.UniqueViolation);
        Saves.Events.Should().Equal("Saving", "Saved", "Saving", "Failed", "Saving", "Saved");
    }

    [Fact]
    public async Task BulkCreate_DatabaseServiceReplacedAndWindowsAskedFor_OneByOne()
    {
        await BulkCreateAsync(options => options.ReplaceService<IDatabase, PlainDatabase>(), expected: [], s_despite);
    }

    [Fact]
    public async Task BulkCreate_WindowsDespiteInterceptors_InterceptorIsCalledOnceForEachItem()
    {
        var calls = new RecordsCalls();

        await BulkCreateAsync(options => options.AddInterceptors(calls), expected: [3], s_despite);

        calls.Recorded.Should().Equal("Saving", "Saved", "Saving", "Saved", "Saving", "Saved");
    }

    [Fact]
    public async Task BulkCreate_WindowsDespiteInterceptorsAsDefault_InterceptorIsCalledOnceForEachItem()
    {
        var calls = new RecordsCalls();
        void Configure(DbContextOptionsBuilder options)
        {
            Database.Configure(options, s_despite);
            options.AddInterceptors(calls);
        }

        var result = await NewWatchedOps(Configure).BulkCreatePartialAsync([New("a"), New("b")]);

        result.HasFailures.Should().BeFalse();
        calls.Recorded.Should().Equal("Saving", "Saved", "Saving", "Saved");
        Windows.Should().Equal(2);
    }

    [Fact]
    public async Task BulkCreate_WindowsDespiteCommandAndTransactionInterceptors_OneWindow()
    {
        await BulkCreateAsync(
            options => options.AddInterceptors(new RecordsWrites(), new SeesTransactions()), expected: [3], s_despite);
    }

    [Fact]
    public async Task BulkCreate_InterceptorOfSavingChangesAloneThatAddsRows_WindowInWhichTheyLiveAndDieWithTheirItems()
    {
        await SeedMemosAsync("taken");

        var result = await NewWatchedOps(options => options.AddInterceptors(new LeavesTrails())).BulkCreatePartialAsync(
            [New("a"), New("taken"), New("b")], InWindows);

        result.ShouldFailOnlyAt(1, WriteFailureKind.UniqueViolation);
        (await TrailsAsync()).Should().Equal("a", "b");
        Windows.Should().Equal(3);
    }

    [Fact]
    public async Task BulkCreate_SeveralCalls_EachTellsTheReasonOnce()
    {
        var ops = NewWatchedOps(options => options.AddInterceptors(new RecordsCalls()));

        await ops.BulkCreatePartialAsync([New("a"), New("b"), New("c")], InWindows);
        await ops.BulkCreatePartialAsync([New("d")], InWindows);
        await ops.CreateAsync(New("e"));

        LibraryLog.OfLibrary().Should().ContainSingle("single items would be written by themselves in any case");
    }

    [Fact]
    public async Task BulkUpdateAndPurge_RowsThatLoadMoreByThemselves_InWindows()
    {
        await SeedAsync(new LazyMemo { Text = "a" }, new LazyMemo { Text = "b" });

        await UpdateAndPurgeAsync<LazyMemo>(memo => memo.Text += "x");
    }

    [Fact]
    public async Task BulkUpdateAndPurge_RowsThatAreLoadedWithOthers_InWindowsUntilTheOthersAreWritten()
    {
        await SeedAsync(new Album { Text = "a", Photos = { new Photo() } }, new Album { Text = "b", Photos = { new Photo() } });

        await UpdateAndPurgeAsync<Album>(album => album.Text += "x", windows: [2, 1, 1]);

        (await RowsAsync<Photo>()).Should().BeEmpty();

    }

    [Fact]
    public async Task BulkUpdateAndPurge_RowsThatReferToEachOther_InWindows()
    {
        await SeedAsync(new Step { Text = "a" }, new Step { Text = "b" });

        await UpdateAndPurgeAsync<Step>(step => step.Text += "x");

    }

    protected abstract IServiceCollection AddProvider(IServiceCollection services);

    /// <summary>Three creates, of which the second fails.</summary>
    protected async Task BulkCreateAsync(Action<DbContextOptionsBuilder> configure, int[] expected, BulkOptions? options = null)
    {
        await SeedMemosAsync("taken");

        var result = await NewWatchedOps(configure).BulkCreatePartialAsync([New("a"), New("taken"), New("b")], options ?? InWindows);

        result.ShouldFailOnlyAt(1, WriteFailureKind.UniqueViolation);
        (await MemosAsync()).Should().Equal("taken", "a", "b");
        Windows.Should().Equal(expected);
    }

    protected async Task RefusesWindowsAsync(Action<DbContextOptionsBuilder> configure, string reason)
    {
        await BulkCreateAsync(configure, expected: []);

        var record = LibraryLog.OfLibrary().Should().ContainSingle().Subject;
        record.Message.Should().Contain("by itself").And.Contain(reason);
        record.Level.Should().Be(LogLevel.Information);
    }

    private async Task UpdateAndPurgeAsync<TEntity>(Action<TEntity> apply, int[]? windows = null) where TEntity : class
    {
        var ops = NewWatchedOps();
        int[] keys = [1, 2];

        var updated = await ops.BulkUpdatePartialAsync(
            keys.Select(key => new Updater<TEntity>(UpdaterSpec.For(apply), key)), InWindows);
        var purged = await ops.BulkPurgePartialAsync(keys.Select(key => new Purger<TEntity>(key)), InWindows);

        updated.HasFailures.Should().BeFalse();
        purged.HasFailures.Should().BeFalse();
        (await RowsAsync<TEntity>()).Should().BeEmpty();
        Windows.Should().Equal(windows ?? [2, 2]);
    }

    private sealed class SeesTransactions : DbTransactionInterceptor;

    private sealed class LeavesTrails : TicketInterceptor
    {
        protected override void Saving(DbContext context)
        {
            foreach (var entry in context.ChangeTracker.Entries<Memo>().ToList()) context.Add(new Trail { Text = entry.Entity.Text });
        }
    }
}

/// <summary>What a host may put in place of the library's service.</summary>
internal sealed class PlainDatabase(DatabaseDependencies dependencies, RelationalDatabaseDependencies relationalDependencies)
    : RelationalDatabase(dependencies, relationalDependencies);

public abstract class OverrideEligibilityTests(TestProvider provider) : WindowTests<SaveChangesOverrideContext>(provider)
{
    [Fact]
    public async Task BulkCreate_OverrideOfSaveChanges_CalledForEachItem()
    {
        var result = await NewWatchedOps().BulkCreatePartialAsync([New("a"), New("a"), New("b")], InWindows);

        result.ShouldFailOnlyAt(1, WriteFailureKind.UniqueViolation);
        result.Succeeded.Should().OnlyContain(page => page.Saves == "outer inner ");
        LibraryLog.OfLibrary().Should().ContainSingle().Which.Message.Should().Contain("overrides SaveChanges")
            .And.Contain(nameof(BulkOptions.WindowsDespiteInterceptors));
    }

    [Fact]
    public async Task BulkCreate_WindowsDespiteAnOverride_CalledForEachItem()
    {
        var result = await NewWatchedOps().BulkCreatePartialAsync(
            [New("a"), New("a"), New("b")], InWindows with { WindowsDespiteInterceptors = true });

        result.ShouldFailOnlyAt(1, WriteFailureKind.UniqueViolation);
        result.Succeeded.Should().OnlyContain(page => page.Saves == "outer inner ");
        (await RowsAsync<Page>()).Should().HaveCount(2).And.OnlyContain(page => page.Saves == "outer inner ");
        Windows.Should().Equal(3);
    }

    private static CreatorSpec<Page> New(string title) => CreatorSpec.For(() => new Page { Title = title });
}
