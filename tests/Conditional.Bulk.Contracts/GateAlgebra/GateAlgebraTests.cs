namespace Conditional.Bulk.Contracts.GateAlgebra;

/// <summary>The operators agree with those of C#, in writes and in reads.</summary>
public abstract class GateAlgebraTests(TestProvider provider, EngineSetting engine) : GateTests(provider, engine)
{
    private static readonly Dictionary<string, (Func<OnlyIf, OnlyIf, OnlyIf> Gate, Func<bool, bool, bool> Value)> s_forms = new()
    {
        ["a & b"] = ((a, b) => a & b, (a, b) => a && b),
        ["a | b"] = ((a, b) => a | b, (a, b) => a || b),
        ["!a & b"] = ((a, b) => !a & b, (a, b) => !a && b),
        ["a | !b"] = ((a, b) => a | !b, (a, b) => a || !b),
        ["!(a & b)"] = ((a, b) => !(a & b), (a, b) => !(a && b)),
        ["!a | !b"] = ((a, b) => !a | !b, (a, b) => !(a && b)),
        ["!(a | b)"] = ((a, b) => !(a | b), (a, b) => !(a || b)),
        ["!a & !b"] = ((a, b) => !a & !b, (a, b) => !(a || b)),
        ["!!a & !!b"] = ((a, b) => !!a & !!b, (a, b) => a && b),
        ["!(!a | (a & !b))"] = ((a, b) => !(!a | (a & !b)), (a, b) => a && b),
        ["(a & !b) | (!a & b)"] = ((a, b) => (a & !b) | (!a & b), (a, b) => a != b),
        ["!(a & !b).WithoutLock()"] = ((a, b) => !(a & !b).WithoutLock(), (a, b) => !a || b),
        ["(a | b).OrThrow().WithoutLock()"] =
            ((a, b) => (a | b).OrThrow(() => new WitheredException("x")).WithoutLock(), (a, b) => a || b),
    };

    public static TheoryData<string> Forms => [.. s_forms.Keys];

    /// <summary>A form with each pair of values, and what it comes to.</summary>
    public static IEnumerable<(OnlyIf Gate, bool Holds)> TruthTableOf(string form, Func<bool, OnlyIf> left, Func<bool, OnlyIf> right) =>
        TruthTable().Select(row => (s_forms[form].Gate(left(row.A), right(row.B)), s_forms[form].Value(row.A, row.B)));

    [Theory, MemberData(nameof(Forms))]
    public async Task Create_CombinedGate_FollowsItsTruthTable(string form)
    {
        var (gate, value) = s_forms[form];
        var rows = TruthTable();

        var result = await NewOps().BulkConditionalCreatePartialAsync(
            new BulkConditionalCreator<Plant>([.. rows.Select(row => Create().OnlyIf(gate(Gate(row.A), Gate(row.B))))]));

        result.Items.Select(item => item.IsSuccess).Should().Equal(rows.Select(row => value(row.A, row.B)));
        result.Failed.Should().OnlyContain(failure => failure.Kind == WriteFailureKind.NotAllowed);
        (await PlantsAsync()).Should().HaveCount(result.Succeeded.Count);
    }

    [Theory, MemberData(nameof(Forms))]
    public async Task Exists_CombinedGate_FollowsItsTruthTable(string form)
    {
        var (gate, value) = s_forms[form];
        var ops = new ReadOps<GardenContext>(NewContext());

        foreach (var (a, b) in TruthTable())
        {
            (await ops.ExistsAsync(gate(Gate(a), Gate(b)))).Should().Be(value(a, b), $"a = {a}, b = {b}");
        }
    }

    [Fact]
    public async Task Exists_LeafGates_FollowTheRows()
    {
        var ops = new ReadOps<GardenContext>(NewContext());

        (await ops.ExistsAsync(OnlyIf.Exists<Permit>(permit => permit.Name == "granted"))).Should().BeTrue();
        (await ops.ExistsAsync(OnlyIf.NotExists<Permit>(permit => permit.Name == "granted"))).Should().BeFalse();
        (await ops.ExistsAsync(OnlyIf.Exists<Permit>(permit => permit.Name == "other"))).Should().BeFalse();
        (await ops.ExistsAsync(OnlyIf.NotExists<Permit>(permit => permit.Name == "other"))).Should().BeTrue();
        (await ops.ExistsAsync(False.OrThrow(() => new WitheredException("x")))).Should().BeFalse();
    }

    [Fact]
    public async Task Exists_TargetGate_Throws()
    {
        var ops = new ReadOps<GardenContext>(NewContext());

        await ops.Awaiting(read => read.ExistsAsync(True | OnlyIf.Target<Plant>(_ => true)))
            .Should().ThrowAsync<ArgumentException>();
    }

    [Fact]
    public async Task Exists_Untranslatable_Throws()
    {
        var ops = new ReadOps<GardenContext>(NewContext());

        await ops.Awaiting(read => read.ExistsAsync(Untranslatable)).Should().ThrowAsync<InvalidOperationException>();
    }

    [Fact]
    public async Task Create_OneGateForManyItems_IsEvaluatedForEach()
    {
        var gate = OnlyIf.NotExists<Plant>(plant => plant.Name == "last");

        var result = await NewOps().BulkConditionalCreatePartialAsync<Plant>(
            [Create("first").OnlyIf(gate), Create("last").OnlyIf(gate), Create("late").OnlyIf(gate)]);

        result.Items.Select(item => item.Failure?.Kind).Should().Equal(null, null, WriteFailureKind.NotAllowed);
        (await PlantsAsync()).Should().Equal("first", "last");
    }

    [Fact]
    public async Task Create_OneGateForManyCombinations_KeepsItsMeaning()
    {
        var gate = True;

        var result = await NewOps().BulkConditionalCreatePartialAsync<Plant>(
        [
            Create("a").OnlyIf(!gate),
            Create("b").OnlyIf(gate.OrThrow(() => new WitheredException("x")) & gate),
            Create("c").OnlyIf(gate & !gate),
            Create("d").OnlyIf(gate.WithoutLock()),
            Create("e").OnlyIf(gate),
        ]);

        result.Succeeded.Select(plant => plant.Name).Should().Equal("b", "d", "e");
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Create_WithoutLock_IsStillEvaluated(bool holds)
    {
        var thrown = await ThrownByCreateAsync(Gate(holds).WithoutLock());

        thrown?.GetType().Should().Be<ConditionalWriteNotAllowedException>();
        (thrown is null).Should().Be(holds);
        (await PlantsAsync()).Should().HaveCount(holds ? 1 : 0);
    }

    [Fact]
    public async Task Create_RowsOfTheGateAreHidden_TheyDoNotCount()
    {
        await SeedAsync(new Permit { Name = "hidden", IsHidden = true });
        var hidden = OnlyIf.Exists<Permit>(permit => permit.Name == "hidden");

        var result = await NewOps().BulkConditionalCreatePartialAsync<Plant>(
        [
            Create("a").OnlyIf(hidden),
            Create("b").OnlyIf(!hidden),
            Create("c").OnlyIf(OnlyIf.Exists<Permit>(permit => permit.IsHidden)),
        ]);

        result.Items.Select(item => item.IsSuccess).Should().Equal(false, true, false);
        (await NewOps().ExistsAsync(hidden)).Should().BeFalse();
    }

    private static (bool A, bool B)[] TruthTable() => [(false, false), (false, true), (true, false), (true, true)];
}
