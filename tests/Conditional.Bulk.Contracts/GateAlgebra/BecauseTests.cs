using System.Collections;

namespace Conditional.Bulk.Contracts.GateAlgebra;

/// <summary>Which reason a refusal has, where gates inside each other name some.</summary>
public abstract class BecauseTests(TestProvider provider, EngineSetting engine) : GateTests(provider, engine)
{
    /// <summary>The gate, and the reason; null for none.</summary>
    private static readonly Dictionary<string, (OnlyIf Gate, string? Expected)> s_cases = new()
    {
        ["no reason"] = (False, null),
        ["one reason"] = (False.Because("a"), "a"),
        ["one reason of a negation"] = ((!True).Because("a"), "a"),
        ["inner and enclosing"] = (False.Because("inner").Because("outer"), "inner"),
        ["& first of two"] = (False.Because("a") & False.Because("b"), "a"),
        ["& second refuses"] = (True.Because("a") & False.Because("b"), "b"),
        ["& second refuses without a reason"] = (True.Because("a") & False, null),
        ["& first refuses without a reason, second is not evaluated"] = (False & False.Because("b"), null),
        ["& the same, enclosed"] = ((False & False.Because("b")).Because("outer"), "outer"),
        ["& inner wins over enclosing"] = ((True & False.Because("b")).Because("outer"), "b"),
        ["& nested, deepest"] = ((True & (True & False.Because("deep")).Because("middle")).Because("outer"), "deep"),
        ["& nested, middle"] = ((True & (True & False).Because("middle")).Because("outer"), "middle"),
        ["| operands do not count"] = (False.Because("a") | False.Because("b"), null),
        ["| enclosing counts"] = ((False.Because("a") | False.Because("b")).Because("outer"), "outer"),
        ["| as the first operand of &"] = ((False.Because("a") | False) & False.Because("b"), null),
        ["! operand does not count"] = (!True.Because("a"), null),
        ["! enclosing counts"] = ((!True.Because("a")).Because("outer"), "outer"),
        ["! twice"] = (!!False.Because("a"), null),
        ["! of |, which becomes &"] = (!(True.Because("a") | True.Because("b")), null),
        ["without lock"] = (False.Because("a").WithoutLock(), "a"),
    };

    /// <summary>Gates that name an exception, too: each is looked up by itself.</summary>
    private static readonly Dictionary<string, (OnlyIf Gate, string? Reason, string? Exception)> s_both = new()
    {
        ["on one operand"] = (Throws(False, "x").Because("r"), "r", "x"),
        ["the other way round"] = (Throws(False.Because("r"), "x"), "r", "x"),
        ["reason inside, exception outside"] = (Throws(True & False.Because("r"), "x"), "r", "x"),
        ["exception inside, reason outside"] = ((True & Throws(False, "x")).Because("r"), "r", "x"),
        ["of the operand that refused only"] = (False.Because("r") & Throws(False, "x"), "r", null),
        ["none from an operand that held"] = (Throws(True, "x") & False.Because("r"), "r", null),
        ["enclosing exception, inner reason under | does not count"] = (Throws(False.Because("r") | False, "x"), null, "x"),
    };

    public static TheoryData<string> Cases => [.. s_cases.Keys];

    public static TheoryData<string> CasesOfBoth => [.. s_both.Keys];

    [Theory, MemberData(nameof(Cases))]
    public async Task Create_Refused_ReasonOfTheOperandThatRefused(string name)
    {
        var (gate, expected) = s_cases[name];

        var thrown = await ThrownByCreateAsync(gate);
        var result = await NewOps().BulkConditionalCreatePartialAsync<Plant>([Create().OnlyIf(True), Create().OnlyIf(gate), Create().OnlyIf(gate)]);

        WriteFailure.Of(thrown!)!.Reason.Should().Be(expected);
        result.Failed.Should().HaveCount(2).And.OnlyContain(failure => failure.Reason == expected && failure.Kind == WriteFailureKind.NotAllowed);
    }

    [Theory, MemberData(nameof(CasesOfBoth))]
    public async Task Create_ReasonAndException_AreLookedUpEachByItself(string name)
    {
        var (gate, reason, exception) = s_both[name];

        var thrown = await ThrownByCreateAsync(gate);

        WriteFailure.Of(thrown!)!.Reason.Should().Be(reason);
        if (exception is null) thrown.Should().BeOfType<ConditionalWriteNotAllowedException>();
        else thrown.Should().BeOfType<WitheredException>().Which.Message.Should().Be(exception);
    }

    [Fact]
    public async Task BulkUpdate_ItemsThatShareAnAnswer_EachHasItsOwnReason()
    {
        int[] ids = [await SeedPlantAsync(), await SeedPlantAsync(), await SeedPlantAsync()];

        var result = await NewOps().BulkConditionalUpdatePartialAsync<Plant>(
        [
            Update(ids[0]).OnlyIf(False.Because("a")),
            Update(ids[1]).OnlyIf(False.Because("b")),
            Update(ids[2]).OnlyIf(False),
            Update(MissingKey).OnlyIf(True.Because("c")),
            Update(MissingKey).OnlyIf((OnlyIf.Target<Plant>(_ => true).Because("d") & False.Because("e")).Because("f")),
        ]);

        result.Failed.Select(failure => (failure.Kind, failure.Reason)).Should().Equal(
            (WriteFailureKind.NotAllowed, "a"),
            (WriteFailureKind.NotAllowed, "b"),
            (WriteFailureKind.NotAllowed, null),
            (WriteFailureKind.TargetNotFound, null),
            (WriteFailureKind.NotAllowed, "e"));
    }

    [Fact]
    public async Task BulkUpdate_EachTargetRefusesForAReason_ReasonsTellThemApart()
    {
        int[] ids = [await SeedPlantAsync("rose"), await SeedPlantAsync("tulip"), await SeedPlantAsync("lily")];
        var gate = True.Because("role")
            & OnlyIf.Target<Plant>(plant => plant.Name != "rose").Because("closed")
            & OnlyIf.Target<Plant>(plant => plant.Name != "tulip").Because("stale");

        var result = await NewOps().BulkConditionalUpdatePartialAsync<Plant>([.. ids.Select(id => Update(id).OnlyIf(gate))]);

        result.Items.Select(item => item.Failure?.Reason).Should().Equal("closed", "stale", null);
        result.Items[2].IsSuccess.Should().BeTrue();
    }

    [Fact]
    public async Task Create_Refused_ReasonIsInNoMessageLogOrData()
    {
        const string Reason = "the reason of the test";
        var log = new LogRecorder();
        var ops = NewOps(log.Configure);

        var result = await ops.BulkConditionalCreatePartialAsync<Plant>(
            [Create().OnlyIf(False.Because(Reason)), Create().OnlyIf(OnlyIf.That(false).Because(Reason)), Create().OnlyIf(True)]);
        var thrown = Record.Exception(() => result.ThrowIfAnyFailed());

        result.Failed.Should().HaveCount(2).And.OnlyContain(failure => failure.Reason == Reason);
        foreach (var failure in result.Failed)
        {
            $"{failure}{failure.Message}{failure.Exception}".Should().NotContain(Reason);
            failure.Exception.Data.Cast<DictionaryEntry>().Should().BeEmpty();
        }

        thrown!.ToString().Should().NotContain(Reason);
        log.OfLibrary().Should().NotContain(record => record.Message.Contains(Reason));
    }

    private static OnlyIf Throws(OnlyIf gate, string name) => gate.OrThrow(() => new WitheredException(name));
}
