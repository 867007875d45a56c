using System.Runtime.CompilerServices;
using Conditional.Bulk.IntegrationTests.AppConfig;

namespace Conditional.Bulk.IntegrationTests.Counts;

/// <summary>What a verb keeps after a call: nothing. Results are the caller's.</summary>
public abstract class MemoryTests(TestProvider provider) : ContractTests<AppConfigContext>(provider)
{
    private readonly List<WeakReference> _built = [];
    private readonly List<AppConfigContext> _privateContexts = [];

    [Fact]
    public async Task BulkCreate_ResultDropped_NothingIsHeld()
    {
        var ops = ObservedOps();

        await RunAsync(ops, async () => await ops.BulkCreatePartialAsync([Spec(1), Spec(1), Spec(2, ""), Spec(3)]), built: 4);

        Alive(ops).Should().Be(0);
    }

    [Fact]
    public async Task BulkCreate_AllFail_EFHoldsTheLastUntilItsNextSave()
    {
        var ops = ObservedOps();

        await RunAsync(ops, async () => await ops.BulkCreatePartialAsync(Enumerable.Range(0, 50).Select(i => Spec(i, ""))), built: 50);

        Alive(ops).Should().BeLessOrEqualTo(1);
        await ops.CreateAsync(CreatorSpec.For(() => new Fragment { Name = "theme", Document = "{}" }));
        Alive(ops).Should().Be(0);
    }

    [Fact]
    public async Task Create_Fails_NothingIsHeldAfterTheNextWrite()
    {
        var ops = ObservedOps();

        await RunAsync(
            ops, async () => await FluentActions.Awaiting(() => ops.CreateAsync(Spec(1, ""))).Should().ThrowAsync<DbUpdateException>(), 1);

        await ops.CreateAsync(CreatorSpec.For(() => new Fragment { Name = "theme", Document = "{}" }));
        Alive(ops).Should().Be(0);
    }

    [Fact]
    public async Task BulkUpdate_ApplyThrows_TheEntityIsNotHeld()
    {
        var row = new Fragment { Name = "theme", Document = "{}" };
        await SeedAsync(row);
        var ops = ObservedOps();
        var spec = UpdaterSpec.For<Fragment>(fragment =>
        {
            _built.Add(new WeakReference(fragment));
            throw new InvalidTimeZoneException();
        });

        await RunAsync(ops, async () => await ops.BulkUpdatePartialAsync([new Updater<Fragment>(spec, row.Id)]), built: 1);

        Alive(ops).Should().Be(0);
    }

    [Fact]
    public async Task BulkConditionalCreate_Refused_TheSpecIsNotHeld()
    {
        var ops = ObservedOps();

        await RunAsync(
            ops,
            async () =>
            {
                var spec = Spec(1);
                _built.Add(new WeakReference(spec));
                await ops.BulkConditionalCreatePartialAsync<Fragment>([spec.OnlyIf(Gates.Granted("theme", Scope.User))]);
            },
            built: 1);

        Alive(ops).Should().Be(0);
    }

    [Fact]
    public async Task BulkCreate_Cancelled_NothingIsHeld()
    {
        var ops = ObservedOps();
        using var cancellation = new CancellationTokenSource();
        var cancelling = CreatorSpec.For(() =>
        {
            cancellation.Cancel();
            return Built(2, "{}");
        });

        await RunAsync(
            ops,
            async () => await FluentActions
                .Awaiting(() => ops.BulkCreatePartialAsync([Spec(1), cancelling], cancellationToken: cancellation.Token))
                .Should().ThrowAsync<OperationCanceledException>(),
            built: 2);

        // The call has disposed its context, which only the test still holds.
        _privateContexts.Clear();
        Alive(ops).Should().Be(0);
    }

    [Fact]
    public async Task BulkCreate_DuringTheCall_ThePrivateContextIsEmptyBeforeEachItem()
    {
        var ops = ObservedOps();
        var tracked = new List<int>();
        var counting = Enumerable.Range(0, 10).Select(i => CreatorSpec.For(() =>
        {
            tracked.Add(_privateContexts.Sum(context => context.ChangeTracker.Entries().Count()));
            return Built(i / 2, "{}");
        }));

        var result = await ops.BulkCreatePartialAsync(counting);

        result.Failed.Should().HaveCount(5);
        _privateContexts.Should().NotBeEmpty();
        tracked.Should().Equal(Enumerable.Repeat(0, 10));
    }

    /// <summary>Operations whose private contexts the test sees.</summary>
    private WriteOps<AppConfigContext> ObservedOps() => new(
        NewContext(),
        options =>
        {
            var context = new AppConfigContext(options);
            _privateContexts.Add(context);
            return context;
        });

    private CreatorSpec<Fragment> Spec(int id, string document = "{}") => CreatorSpec.For(() => Built(id, document));

    private Fragment Built(int id, string document)
    {
        var fragment = new Fragment { Name = "theme", ScopeId = $"{id}", Document = document };
        _built.Add(new WeakReference(fragment));
        return fragment;
    }

    /// <summary>In a frame of its own, so that nothing of the call is on the test's.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task RunAsync(WriteOps<AppConfigContext> ops, Func<Task> call, int built)
    {
        await call();
        _built.Should().HaveCount(built);
        _privateContexts.Should().NotBeEmpty().And.OnlyContain(context => Tracked(context) == 0);
        ops.Context.ChangeTracker.Entries().Should().BeEmpty();
    }

    /// <summary>A call that throws disposes its private context.</summary>
    private static int Tracked(AppConfigContext context)
    {
        try
        {
            return context.ChangeTracker.Entries().Count();
        }
        catch (ObjectDisposedException)
        {
            return 0;
        }
    }

    /// <summary>How many of what was built survive while the operations live on.</summary>
    private int Alive(WriteOps<AppConfigContext> ops)
    {
        for (var i = 0; i < 3 && _built.Exists(reference => reference.IsAlive); i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        GC.KeepAlive(ops);
        return _built.Count(reference => reference.IsAlive);
    }
}

public sealed class SqliteMemoryTests() : MemoryTests(SqliteTestProvider.Instance);

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlMemoryTests(PostgreSqlTestProvider provider) : MemoryTests(provider);
