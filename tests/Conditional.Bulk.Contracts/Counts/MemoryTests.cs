using System.Runtime.CompilerServices;
using Conditional.Bulk.Contracts.AppConfig;

namespace Conditional.Bulk.Contracts.Counts;

/// <summary>What a verb keeps after a call: nothing that grows. Results are the caller's.</summary>
public abstract class MemoryTests(TestProvider provider, EngineSetting engine) : ContractTests<AppConfigContext>(provider, engine)
{
    private readonly List<WeakReference> _built = [];

    [Fact]
    public async Task BulkCreate_ResultDropped_NothingIsHeld()
    {
        var ops = NewOps();

        await RunAsync(async () => await ops.BulkCreatePartialAsync([Spec(1), Spec(1), Spec(2, ""), Spec(3)]));

        (await AliveAsync(ops, built: 4)).Should().Be(0);
    }

    [Fact]
    public async Task BulkCreate_AllFail_EFHoldsTheLastUntilItsNextSave()
    {
        var ops = NewOps();

        await RunAsync(async () => await ops.BulkCreatePartialAsync(Enumerable.Range(0, 50).Select(i => Spec(i, ""))));

        (await AliveAsync(ops, built: 50)).Should().BeLessOrEqualTo(1);
        await ops.CreateAsync(CreatorSpec.For(() => new Fragment { Name = "theme", Document = "{}" }));
        (await AliveAsync(ops, built: 50)).Should().Be(0);
    }

    [Fact]
    public async Task Create_Fails_NothingIsHeldAfterTheNextWrite()
    {
        var ops = NewOps();

        await RunAsync(async () => await FluentActions.Awaiting(() => ops.CreateAsync(Spec(1, ""))).Should().ThrowAsync<DbUpdateException>());

        await ops.CreateAsync(CreatorSpec.For(() => new Fragment { Name = "theme", Document = "{}" }));
        (await AliveAsync(ops, built: 1)).Should().Be(0);
    }

    [Fact]
    public async Task BulkUpdate_ApplyThrows_TheEntityIsNotHeld()
    {
        var row = new Fragment { Name = "theme", Document = "{}" };
        await SeedAsync(row);
        var ops = NewOps();
        var spec = UpdaterSpec.For<Fragment>(fragment =>
        {
            _built.Add(new WeakReference(fragment));
            throw new InvalidTimeZoneException();
        });

        await RunAsync(async () => await ops.BulkUpdatePartialAsync([new Updater<Fragment>(spec, row.Id)]));

        (await AliveAsync(ops, built: 1)).Should().Be(0);
    }

    [Fact]
    public async Task BulkConditionalCreate_Refused_TheSpecIsNotHeld()
    {
        var ops = NewOps();

        await RunAsync(async () =>
        {
            var spec = Spec(1);
            _built.Add(new WeakReference(spec));
            await ops.BulkConditionalCreatePartialAsync<Fragment>([spec.OnlyIf(Gates.Granted("theme", Scope.User))]);
        });

        (await AliveAsync(ops, built: 1)).Should().Be(0);
    }

    [Fact]
    public async Task BulkCreate_Cancelled_NothingIsHeld()
    {
        var ops = NewOps();
        using var cancellation = new CancellationTokenSource();
        var cancelling = CreatorSpec.For(() =>
        {
            cancellation.Cancel();
            return Built(2, "{}");
        });

        await RunAsync(async () => await FluentActions
            .Awaiting(() => ops.BulkCreatePartialAsync([Spec(1), cancelling], cancellationToken: cancellation.Token))
            .Should().ThrowAsync<OperationCanceledException>());

        (await AliveAsync(ops, built: 2)).Should().Be(0);
    }

    [Fact]
    public async Task BulkCreate_AllOutcomes_ThePrivateContextIsEmptyBeforeEachItemAndAfterTheCall()
    {
        var privateContexts = new List<AppConfigContext>();
        var ops = new WriteOps<AppConfigContext>(
            NewContext(Database.ConfigureItemByItem),
            options =>
            {
                privateContexts.Add(new AppConfigContext(options));
                return privateContexts[^1];
            });
        var tracked = new List<int>();

        var result = await ops.BulkCreatePartialAsync(Enumerable.Range(0, 10).Select(i => CreatorSpec.For(() =>
        {
            tracked.Add(Tracked());
            return Built(i / 2, i == 9 ? "" : "{}");
        })));

        result.Failed.Should().HaveCount(5);
        tracked.Should().Equal(Enumerable.Repeat(0, 10));
        Tracked().Should().Be(0);

        int Tracked() => privateContexts.Should().ContainSingle().Subject.ChangeTracker.Entries().Count();
    }

    private CreatorSpec<Fragment> Spec(int id, string document = "{}") => CreatorSpec.For(() => Built(id, document));

    private Fragment Built(int id, string document)
    {
        var fragment = new Fragment { Name = "theme", ScopeId = $"{id}", Document = document };
        _built.Add(new WeakReference(fragment));
        return fragment;
    }

    /// <summary>In a frame of its own, so that nothing of the call is on the test's.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task RunAsync(Func<Task> call)
    {
        await call();

        // The rest of the test would else run on top of the call's own frames, where its last answer came in.
        await Task.Yield();
    }

    /// <summary>How many of what was built survive while the operations live on.</summary>
    private async Task<int> AliveAsync(WriteOps<AppConfigContext> ops, int built)
    {
        _built.Should().HaveCount(built);
        for (var i = 0; i < 50 && _built.Exists(reference => reference.IsAlive); i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();

            // A thread that ran a part of the call may still be on its way out of it.
            await Task.Delay(20);
        }

        GC.KeepAlive(ops);
        return _built.Count(reference => reference.IsAlive);
    }
}
