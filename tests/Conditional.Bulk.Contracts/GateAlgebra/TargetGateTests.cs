namespace Conditional.Bulk.Contracts.GateAlgebra;

/// <summary>Conditions on the row being written, which may be missing.</summary>
public abstract class TargetGateTests(TestProvider provider, EngineSetting engine) : GateTests(provider, engine)
{
    /// <summary>What a gate gives for a row that is not there: whether it is false whatever the row would be.</summary>
    private static readonly Dictionary<string, (OnlyIf Gate, bool FalseEitherWay)> s_missing = new()
    {
        ["true"] = (True, false),
        ["false"] = (False, true),
        ["target"] = (Target, false),
        ["!target"] = (!Target, false),
        ["target & true"] = (Target & True, false),
        ["true & target"] = (True & Target, false),
        ["target & false"] = (Target & False, true),
        ["false & target"] = (False & Target, true),
        ["target | true"] = (Target | True, false),
        ["target | false"] = (Target | False, false),
        ["false | target"] = (False | Target, false),
        ["!(target | true)"] = (!(Target | True), true),
        ["!(target & false)"] = (!(Target & False), false),
        ["(target | false) & false"] = ((Target | False) & False, true),
        ["(target & false) | false"] = ((Target & False) | False, true),
        ["(target & false) | target"] = ((Target & False) | Target, false),
        ["!target & !true"] = (!Target & !True, true),
    };

    public static TheoryData<string> MissingCases => [.. s_missing.Keys];

    private static OnlyIf Target => OnlyIf.Target<Plant>(plant => plant.Version == 1);

    [Theory, MemberData(nameof(MissingCases))]
    public Task Update_RowMissing_NotAllowedOnlyIfFalseEitherWay(string name) =>
        VerifyMissingAsync(name, (ops, gate) => ops.UpdateAsync(Update(MissingKey).OnlyIf(gate)));

    [Theory, MemberData(nameof(MissingCases))]
    public Task Purge_RowMissing_NotAllowedOnlyIfFalseEitherWay(string name) =>
        VerifyMissingAsync(name, (ops, gate) => ops.PurgeAsync(new Purger<Plant>(MissingKey).OnlyIf(gate)));

    [Theory, MemberData(nameof(MissingCases))]
    public async Task Update_RowHidden_IsAsMissing(string name)
    {
        var id = await SeedPlantAsync(isHidden: true);

        await VerifyMissingAsync(name, (ops, gate) => ops.UpdateAsync(Update(id).OnlyIf(gate)));
    }

    [Fact]
    public async Task Update_ExpectedVersion_IsComparedWithTheCurrentRow()
    {
        var id = await SeedPlantAsync();
        var seen = (await CommittedAsync(context => context.Plants.AsNoTracking().SingleAsync())).Version;
        var expected = OnlyIf.Target<Plant>(plant => plant.Version == seen).OrThrow(() => new WitheredException("changed"));

        await NewOps().UpdateAsync(Update(id).OnlyIf(expected));
        var again = await Record.ExceptionAsync(() => NewOps().UpdateAsync(Update(id).OnlyIf(expected)));

        again.Should().BeOfType<WitheredException>();
        (await CommittedAsync(context => context.Plants.AsNoTracking().SingleAsync())).Version.Should().Be(seen + 1);
    }

    [Fact]
    public async Task Update_CallerTracksAnOldVersion_GateSeesTheDatabase()
    {
        var id = await SeedPlantAsync();
        var ops = NewOps();
        var tracked = await ops.Context.Plants.SingleAsync();
        await ExecuteAsync("""UPDATE "Plants" SET "Version" = 7""");

        var result = await ops.BulkConditionalUpdatePartialAsync<Plant>(
        [
            Update(id).OnlyIf(OnlyIf.Target<Plant>(plant => plant.Version == 1)),
            Update(id).OnlyIf(OnlyIf.Target<Plant>(plant => plant.Version == 7)),
        ]);

        result.Items.Select(item => item.Failure?.Kind).Should().Equal(WriteFailureKind.NotAllowed, null);
        result.Succeeded.Single().Version.Should().Be(8);
        tracked.Version.Should().Be(1);
    }

    [Fact]
    public async Task Purge_TargetGates_ChooseTheirRows()
    {
        var (rose, daisy, fern) = (await SeedPlantAsync("rose"), await SeedPlantAsync("daisy"), await SeedPlantAsync("fern"));
        var isDaisy = OnlyIf.Target<Plant>(plant => plant.Name == "daisy");

        var result = await NewOps().BulkConditionalPurgePartialAsync<Plant>(
        [
            new Purger<Plant>(rose).OnlyIf(isDaisy),
            new Purger<Plant>(daisy).OnlyIf(isDaisy & True),
            new Purger<Plant>(fern).OnlyIf(isDaisy | False),
        ]);

        result.Items.Select(item => item.Failure?.Kind).Should()
            .Equal(WriteFailureKind.NotAllowed, null, WriteFailureKind.NotAllowed);
        (await PlantsAsync()).Should().Equal("rose", "fern");
    }

    [Fact]
    public async Task Create_TargetGate_ThrowsAndWritesNothing()
    {
        var ops = NewOps();

        var create = () => ops.BulkConditionalCreatePartialAsync<Plant>([Create().OnlyIf(True), Create().OnlyIf(Target)]);

        await create.Should().ThrowAsync<ArgumentException>();

        (await PlantsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Update_TargetGateOfAnotherType_Throws()
    {
        var id = await SeedPlantAsync();
        var ops = NewOps();

        await ops.Awaiting(write => write.UpdateAsync(Update(id).OnlyIf(True | OnlyIf.Target<Permit>(_ => true))))
            .Should().ThrowAsync<ArgumentException>();
    }

    private async Task VerifyMissingAsync(string name, Func<WriteOps<GardenContext>, OnlyIf, Task> write)
    {
        var (gate, falseEitherWay) = s_missing[name];
        var before = await PlantsAsync();

        var thrown = await Record.ExceptionAsync(() => write(NewOps(), gate));

        WriteFailure.Of(thrown!)!.Kind.Should().Be(
            falseEitherWay ? WriteFailureKind.NotAllowed : WriteFailureKind.TargetNotFound);
        thrown.Should().BeOfType(
            falseEitherWay ? typeof(ConditionalWriteNotAllowedException) : typeof(ConditionalWriteTargetNotFoundException));
        (await PlantsAsync()).Should().Equal(before);
    }
}
