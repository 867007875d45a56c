using Conditional.Bulk.Contracts.AppConfig;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Conditional.Bulk.Contracts.Transactions;

/// <summary>A verb that is called while one runs on the same context throws at once, and harms neither the other nor the context.</summary>
public abstract class NestedVerbTests(TestProvider provider, EngineSetting engine) : TransactionTests(provider, engine)
{
    private readonly List<Task> _nested = [];

    [Fact]
    public async Task Create_FromBuildEntity_Throws()
    {
        var ops = NewOps();

        await ops.CreateAsync(Spec("outer", () => CallVerb(ops)));

        await AssertRefusedAndUsableAsync(ops, "outer");
    }

    [Fact]
    public async Task Create_FromBuildEntityByOtherOpsOnTheContext_Throws()
    {
        var ops = NewOps();

        await ops.CreateAsync(Spec("outer", () => CallVerb(new WriteOps<AppConfigContext>(ops.Context))));

        await AssertRefusedAndUsableAsync(ops, "outer");
    }

    [Fact]
    public async Task Create_FromBuildEntityNotCaught_SpecFailed()
    {
        var ops = NewOps();

        var result = await ops.BulkCreatePartialAsync([Spec("a", () => Wait(() => ops.CreateAsync(Spec("inner")))), Spec("b")]);

        result.Items[0].Failure!.Kind.Should().Be(WriteFailureKind.SpecFailed);
        result.Items[0].Failure!.Exception.Should().BeOfType<InvalidOperationException>();
        (await NamesAsync()).Should().Equal("b");
    }

    [Fact]
    public async Task Create_FromApply_Throws()
    {
        var ops = NewOps();
        var row = await ops.CreateAsync(Spec("outer"));
        var apply = UpdaterSpec.For<Fragment>(_ => CallVerb(ops));

        await ops.UpdateAsync(new Updater<Fragment>(apply, row.Id));

        await AssertRefusedAndUsableAsync(ops, "outer");
    }

    [Fact]
    public async Task Create_FromAnIntegrityCheck_Throws()
    {
        var ops = NewOps();
        await ops.CreateAsync(Spec("outer"));
        var check = new IntegrityCheck(WriteFailureKind.UniqueViolation, _ =>
        {
            CallVerb(ops);
            return new InvalidTimeZoneException();
        });

        var create = () => ops.CreateAsync(CreatorSpec.For(() => new Fragment { Name = "outer", Document = "{}" }, check));

        await create.Should().ThrowAsync<InvalidTimeZoneException>();
        await AssertRefusedAndUsableAsync(ops, "outer");
    }

    [Fact]
    public async Task Create_FromOrThrow_Throws()
    {
        var ops = NewOps();
        var refused = OnlyIf.Exists<AllowListEntry>(entry => entry.Name == "nobody").OrThrow(() =>
        {
            CallVerb(ops);
            return new InvalidTimeZoneException();
        });

        await FluentActions.Awaiting(() => ops.CreateAsync(Spec("a").OnlyIf(refused))).Should().ThrowAsync<InvalidTimeZoneException>();

        await AssertRefusedAndUsableAsync(ops);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Create_FromAnInterceptor_Throws(bool onThePrivateContext)
    {
        var interceptor = new Saving();
        var ops = NewOps(options => options.AddInterceptors(interceptor));
        interceptor.Happens = context => CallVerb(onThePrivateContext ? new WriteOps<AppConfigContext>(context) : ops);

        await ops.CreateAsync(Spec("outer"));

        await AssertRefusedAndUsableAsync(ops, "outer");
    }

    [Fact]
    public async Task Create_FromAProgressHandler_Throws()
    {
        var ops = NewOps();
        var progress = new Handler(_ => CallVerb(ops));

        await ops.BulkCreatePartialAsync([Spec("outer")], new BulkOptions { Progress = progress });

        await AssertRefusedAndUsableAsync(ops, "outer");
    }

    [Fact]
    public async Task Create_WhileAnotherCallRuns_Throws()
    {
        var ops = NewOps();
        using var inTheSpec = new SemaphoreSlim(0);
        using var goOn = new SemaphoreSlim(0);
        var first = Task.Run(() => ops.CreateAsync(Spec("outer", () =>
        {
            inTheSpec.Release();
            goOn.Wait();
        })));
        await inTheSpec.WaitAsync();

        CallVerb(ops);

        goOn.Release();
        (await first).Name.Should().Be("outer");
        await AssertRefusedAndUsableAsync(ops, "outer");
    }

    private void CallVerb(WriteOps<AppConfigContext> ops)
    {
        var call = ops.CreateAsync(Spec("inner"));
        call.IsFaulted.Should().BeTrue("it must be refused before any I/O");
        _nested.Add(call);
    }

    private async Task AssertRefusedAndUsableAsync(WriteOps<AppConfigContext> ops, params string[] names)
    {
        _nested.Should().ContainSingle().Which.Exception!.InnerException.Should().BeOfType<InvalidOperationException>();
        (await NamesAsync()).Should().Equal(names);
        await ops.CreateAsync(Spec("after"));
        (await NamesAsync()).Should().Equal([.. names, "after"]);
    }

    private sealed class Saving : SaveChangesInterceptor
    {
        /// <summary>At the next save, not at that of a verb that it calls.</summary>
        public Action<AppConfigContext>? Happens { get; set; }

        public override ValueTask<InterceptionResult<int>> SavingChangesAsync(
            DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            var happens = Happens;
            Happens = null;
            happens?.Invoke((AppConfigContext)eventData.Context!);
            return ValueTask.FromResult(result);
        }
    }

    private sealed class Handler(Action<BulkProgress> report) : IProgress<BulkProgress>
    {
        public void Report(BulkProgress value) => report(value);
    }
}
