using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Conditional.Bulk.Contracts.GateAlgebra;

/// <summary>When gates are evaluated, with which values, and what happens if they cannot be.</summary>
public abstract class GateEvaluationTests(TestProvider provider, EngineSetting engine) : GateTests(provider, engine)
{
    private static readonly Dictionary<string, (OnlyIf Gate, WriteFailureKind? Outcome)> s_circuits = new()
    {
        ["true | error"] = (True | Untranslatable, null),
        ["false | error"] = (False | Untranslatable, WriteFailureKind.Other),
        ["error | true"] = (Untranslatable | True, WriteFailureKind.Other),
        ["false & error"] = (False & Untranslatable, WriteFailureKind.NotAllowed),
        ["true & error"] = (True & Untranslatable, WriteFailureKind.Other),
        ["error & false"] = (Untranslatable & False, WriteFailureKind.Other),
        ["!(false & error)"] = (!(False & Untranslatable), null),
        ["!(true | error)"] = (!(True | Untranslatable), WriteFailureKind.NotAllowed),
        ["!(false | error)"] = (!(False | Untranslatable), WriteFailureKind.Other),
        ["!error"] = (!Untranslatable, WriteFailureKind.Other),
        ["(true | error) & true"] = ((True | Untranslatable) & True, null),
        ["(false & error) | true"] = ((False & Untranslatable) | True, null),
    };

    public static TheoryData<string> Circuits => [.. s_circuits.Keys];

    [Theory, MemberData(nameof(Circuits))]
    public async Task Create_OperandsOfTheGate_RunLeftToRightWithShortCircuit(string name)
    {
        var (gate, outcome) = s_circuits[name];
        var calls = 0;

        var result = await NewOps().BulkConditionalCreatePartialAsync<Plant>(
        [
            Create("before").OnlyIf(True),
            CreatorSpec.For(() => new Plant { Name = $"middle {++calls}" }).OnlyIf(gate),
            Create("after").OnlyIf(True),
        ]);

        result.Items.Select(item => item.Failure?.Kind).Should().Equal(null, outcome, null);
        calls.Should().Be(outcome is null ? 1 : 0);
        (await PlantsAsync()).Should().Equal(outcome is null ? ["before", "middle 1", "after"] : ["before", "after"]);
    }

    [Fact]
    public async Task Verbs_HostThrowsOnEveryWarningOfQueries_GatesWork()
    {
        var seeded = await SeedPlantAsync();
        var ops = NewOps(options => options.ConfigureWarnings(warnings => warnings.Throw(
            CoreEventId.RowLimitingOperationWithoutOrderByWarning, CoreEventId.FirstWithoutOrderByAndFilterWarning)));

        var created = await ops.BulkConditionalCreatePartialAsync<Plant>([Create("a").OnlyIf(True), Create("b").OnlyIf(!False)]);
        var updated = await ops.BulkConditionalUpdatePartialAsync<Plant>([Update(seeded, plant => plant.Name = "c").OnlyIf(OnlyIf.Target<Plant>(plant => plant.Name != ""))]);

        created.HasFailures.Should().BeFalse();
        updated.HasFailures.Should().BeFalse();
    }

    [Fact]
    public async Task Create_GateCannotBeTranslated_SingleThrowsWhatTheBulkRecords()
    {
        var thrown = await ThrownByCreateAsync(Untranslatable.OrThrow(() => new WitheredException("refused")));
        var result = await NewOps().BulkConditionalCreatePartialAsync<Plant>([Create().OnlyIf(Untranslatable)]);

        thrown.Should().BeOfType(result.Failed.Single().Exception.GetType()).And.NotBeOfType<WitheredException>();
        WriteFailure.Of(thrown!)!.Kind.Should().Be(WriteFailureKind.Other);
        (await PlantsAsync()).Should().BeEmpty();
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Update_TargetGateCannotBeTranslated_Other(bool negated)
    {
        var (first, second) = (await SeedPlantAsync(), await SeedPlantAsync());
        var calls = 0;
        var gate = OnlyIf.Target<Plant>(plant => Blooms(plant.Name));

        var result = await NewOps().BulkConditionalUpdatePartialAsync<Plant>(
            [Update(first, _ => calls++).OnlyIf(negated ? !gate : gate), Update(second).OnlyIf(True)]);

        result.Items.Select(item => item.Failure?.Kind).Should().Equal(WriteFailureKind.Other, null);
        calls.Should().Be(0);
    }

    /// <summary>The absolute value of the smallest number is out of range on every database.</summary>
    [Theory, InlineData(false), InlineData(true)]
    public async Task Create_GateFailsInTheDatabase_FailsClosed(bool negated)
    {
        await SeedAsync(new Permit { Name = "overflow", Number = long.MinValue });
        var gate = OnlyIf.Exists<Permit>(permit => permit.Name == "overflow" && Math.Abs(permit.Number) == 1);
        var calls = 0;

        var result = await NewOps().BulkConditionalCreatePartialAsync<Plant>(
        [
            Create("before").OnlyIf(True),
            CreatorSpec.For(() => new Plant { Name = $"{++calls}" }).OnlyIf(negated ? !gate : gate),
            Create("after").OnlyIf(True),
        ]);

        var failure = result.Failed.Should().ContainSingle().Subject;
        failure.Index.Should().Be(1);
        failure.Kind.Should().BeOneOf(WriteFailureKind.Other, WriteFailureKind.InvalidValue);
        failure.SqlState.Should().Be(Provider.SqlState("22003"));
        calls.Should().Be(0);
        (await PlantsAsync()).Should().Equal("before", "after");
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Create_CapturedVariables_AreParametersOfTheirType(bool matches)
    {
        var owner = Guid.NewGuid();
        var now = new DateTime(2024, 2, 29, 12, 30, 15, 123, DateTimeKind.Utc);
        var text = "O'Neill \"x\"; -- \\ %_ ü";
        await SeedAsync(
            new Permit { Name = text, Season = Season.Autumn, Owner = owner, GrantedAt = now, Quota = 7, Number = 1L << 40 });
        var season = matches ? Season.Autumn : Season.Spring;
        var someone = matches ? owner : Guid.NewGuid();
        var time = matches ? now : now.AddMilliseconds(1);
        var name = matches ? text : text.Replace('\'', '_');
        int? quota = matches ? 7 : 8;
        var number = matches ? 1L << 40 : 1L << 41;
        string[] names = [name, "rose"];

        var result = await NewOps().BulkConditionalCreatePartialAsync<Plant>(
        [
            Create("enum").OnlyIf(OnlyIf.Exists<Permit>(permit => permit.Name == text && permit.Season == season)),
            Create("guid").OnlyIf(OnlyIf.Exists<Permit>(permit => permit.Owner == someone)),
            Create("time").OnlyIf(OnlyIf.Exists<Permit>(permit => permit.GrantedAt == time)),
            Create("text").OnlyIf(OnlyIf.Exists<Permit>(permit => permit.Name == name)),
            Create("nullable").OnlyIf(OnlyIf.Exists<Permit>(permit => permit.Quota == quota)),
            Create("number").OnlyIf(OnlyIf.Exists<Permit>(permit => permit.Number == number)),
            Create("list").OnlyIf(OnlyIf.Exists<Permit>(permit => names.Contains(permit.Name))),
        ]);

        result.Items.Should().OnlyContain(item => item.IsSuccess == matches);
        result.Failed.Select(failure => failure.Kind).Distinct().Should().Equal(matches ? [] : [WriteFailureKind.NotAllowed]);
    }

    [Fact]
    public async Task Create_CapturedNull_ComparesAsInCSharp()
    {
        int? none = null;
        var withoutQuota = OnlyIf.Exists<Permit>(permit => permit.Name == "granted" && permit.Quota == none);

        var result = await NewOps().BulkConditionalCreatePartialAsync<Plant>(
            [Create("a").OnlyIf(withoutQuota), Create("b").OnlyIf(!withoutQuota)]);

        result.Items.Select(item => item.IsSuccess).Should().Equal(true, false);
    }

    private static bool Blooms(string name) => name.Length is 4;
}
