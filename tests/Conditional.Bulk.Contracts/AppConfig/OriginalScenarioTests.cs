namespace Conditional.Bulk.Contracts.AppConfig;

/// <summary>The scenarios that the primitives were first written for.</summary>
public abstract class OriginalScenarioTests(TestProvider provider, EngineSetting engine)
    : ContractTests<AppConfigContext>(provider, engine)
{
    private static readonly AllowListEntry[] s_allowList =
    [
        new() { Name = "theme", Scope = Scope.Public },
        new() { Name = "theme", Scope = Scope.User },
        new() { Name = "limits", Scope = Scope.Domain },
    ];

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await SeedAsync([.. s_allowList.Select(entry => new AllowListEntry { Name = entry.Name, Scope = entry.Scope })]);
    }

    [Fact]
    public async Task BulkConditionalCreate_AllAuthorised_AllSucceed()
    {
        var result = await NewOps().BulkConditionalCreatePartialAsync<Fragment>(
            [Create("theme", Scope.Public), Create("theme", Scope.User), Create("limits", Scope.Domain)]);

        result.HasFailures.Should().BeFalse();
        result.Succeeded.Select(fragment => (fragment.Name, fragment.Scope)).Should().Equal(
            ("theme", Scope.Public), ("theme", Scope.User), ("limits", Scope.Domain));
        (await FragmentsAsync()).Select(fragment => fragment.Id).Should()
            .BeEquivalentTo(result.Succeeded.Select(fragment => fragment.Id));
    }

    [Fact]
    public async Task BulkConditionalCreate_OneScopeUnauthorised_OthersAreWritten()
    {
        var refused = new FragmentCreatorSpec("limits", Scope.User);

        var result = await NewOps().BulkConditionalCreatePartialAsync<Fragment>(
            [Create("theme", Scope.Public), refused.OnlyIf(Gates.Granted("limits", Scope.User)), Create("limits", Scope.Domain)]);

        result.Items.Select(item => item.IsSuccess).Should().Equal(true, false, true);
        var failure = result.Failed.Should().ContainSingle().Subject;
        failure.Index.Should().Be(1);
        failure.Kind.Should().Be(WriteFailureKind.NotAllowed);
        failure.Exception.Should().BeOfType<ScopeNotGrantedException>();
        refused.Calls.Should().Be(0);
        (await FragmentsAsync()).Select(fragment => (fragment.Name, fragment.Scope)).Should().BeEquivalentTo(
            [("theme", Scope.Public), ("limits", Scope.Domain)]);
    }

    [Fact]
    public async Task BulkConditionalCreate_EmptyBatch_EmptyResult()
    {
        var result = await NewOps().BulkConditionalCreatePartialAsync<Fragment>([]);

        result.Items.Should().BeEmpty();
        result.HasFailures.Should().BeFalse();
    }

    [Fact]
    public async Task BulkConditionalUpdate_OneUnauthorised_OnlyAuthorisedRowsChange()
    {
        var (granted, refused) = await SeedTwoFragmentsAsync();

        var result = await NewOps().BulkConditionalUpdatePartialAsync<Fragment>(
        [
            Update(granted.Id, "new").OnlyIf(Gates.Granted("theme", Scope.Public)),
            Update(refused.Id, "new").OnlyIf(Gates.Granted("limits", Scope.User)),
        ]);

        result.Items[0].Entity!.Document.Should().Be("new");
        result.Items[1].Failure!.Kind.Should().Be(WriteFailureKind.NotAllowed);
        (await FragmentsAsync()).ToDictionary(fragment => fragment.Id, fragment => fragment.Document).Should().Equal(
            new Dictionary<int, string> { [granted.Id] = "new", [refused.Id] = "old" });
    }

    [Fact]
    public async Task BulkConditionalUpdate_MissingRow_TargetNotFound()
    {
        var (granted, _) = await SeedTwoFragmentsAsync();

        var result = await NewOps().BulkConditionalUpdatePartialAsync<Fragment>(
        [
            Update(int.MaxValue, "new").OnlyIf(Gates.Granted("theme", Scope.Public)),
            Update(granted.Id, "new").OnlyIf(Gates.Granted("theme", Scope.Public)),
        ]);

        var failure = result.Failed.Should().ContainSingle().Subject;
        failure.Index.Should().Be(0);
        failure.Kind.Should().Be(WriteFailureKind.TargetNotFound);
        failure.Exception.Should().BeOfType<ConditionalWriteTargetNotFoundException>();
        result.Succeeded.Should().ContainSingle().Which.Id.Should().Be(granted.Id);
    }

    [Fact]
    public async Task BulkConditionalPurge_OneUnauthorised_OnlyAuthorisedRowsGo()
    {
        var (granted, refused) = await SeedTwoFragmentsAsync();

        var result = await NewOps().BulkConditionalPurgePartialAsync<Fragment>(
        [
            new Purger<Fragment>(granted.Id).OnlyIf(Gates.Granted("theme", Scope.Public)),
            new Purger<Fragment>(refused.Id).OnlyIf(Gates.Granted("limits", Scope.User)),
        ]);

        result.Items[0].Entity.Should().BeEquivalentTo(granted);
        result.Items[1].Failure!.Kind.Should().Be(WriteFailureKind.NotAllowed);
        (await FragmentsAsync()).Should().ContainSingle().Which.Should().BeEquivalentTo(refused);
    }

    [Fact]
    public async Task BulkConditionalPurge_MissingRow_TargetNotFound()
    {
        var (granted, refused) = await SeedTwoFragmentsAsync();

        var result = await NewOps().BulkConditionalPurgePartialAsync<Fragment>(
        [
            new Purger<Fragment>(granted.Id).OnlyIf(Gates.Granted("theme", Scope.Public)),
            new Purger<Fragment>(int.MaxValue).OnlyIf(Gates.Granted("theme", Scope.Public)),
        ]);

        var failure = result.Failed.Should().ContainSingle().Subject;
        failure.Index.Should().Be(1);
        failure.Kind.Should().Be(WriteFailureKind.TargetNotFound);
        (await FragmentsAsync()).Should().ContainSingle().Which.Id.Should().Be(refused.Id);
    }

    [Fact]
    public async Task Create_GateRefuses_ThrowsTheNamedException()
    {
        var ops = NewOps();

        var create = () => ops.CreateAsync(Create("limits", Scope.User));

        var thrown = (await create.Should().ThrowAsync<ScopeNotGrantedException>()).Which;
        WriteFailure.Of(thrown)!.Kind.Should().Be(WriteFailureKind.NotAllowed);
        (await FragmentsAsync()).Should().BeEmpty();
    }

    private static ConditionalCreator<Fragment> Create(string name, Scope scope) =>
        new FragmentCreatorSpec(name, scope).OnlyIf(Gates.Granted(name, scope));

    private static Updater<Fragment> Update(int id, string document) =>
        new(UpdaterSpec.For<Fragment>(fragment => fragment.Document = document), id);

    private async Task<(Fragment Granted, Fragment Refused)> SeedTwoFragmentsAsync()
    {
        var granted = new Fragment { Name = "theme", Scope = Scope.Public, Document = "old" };
        var refused = new Fragment { Name = "limits", Scope = Scope.User, Document = "old" };
        await SeedAsync(granted, refused);
        return (granted, refused);
    }

    private Task<List<Fragment>> FragmentsAsync() => CommittedAsync(context => context.Fragments.AsNoTracking().ToListAsync());
}
