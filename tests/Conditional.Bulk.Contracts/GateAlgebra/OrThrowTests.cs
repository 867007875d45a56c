namespace Conditional.Bulk.Contracts.GateAlgebra;

/// <summary>A domain's exception, told apart by its name.</summary>
public sealed class WitheredException(string name) : Exception(name);

/// <summary>Which exception a refusal throws, where gates inside each other name one.</summary>
public abstract class OrThrowTests(TestProvider provider, EngineSetting engine) : GateTests(provider, engine)
{
    /// <summary>The gate, and the name of the exception; null for the library's own.</summary>
    private static readonly Dictionary<string, (OnlyIf Gate, string? Expected)> s_cases = new()
    {
        ["no name"] = (False, null),
        ["one name"] = (Named(False, "a"), "a"),
        ["one name of a negation"] = (Named(!True, "a"), "a"),
        ["inner and enclosing"] = (Named(Named(False, "inner"), "outer"), "inner"),
        ["& first of two"] = (Named(False, "a") & Named(False, "b"), "a"),
        ["& second refuses"] = (Named(True, "a") & Named(False, "b"), "b"),
        ["& second refuses without a name"] = (Named(True, "a") & False, null),
        ["& first refuses without a name, second is not evaluated"] = (False & Named(False, "b"), null),
        ["& the same, enclosed"] = (Named(False & Named(False, "b"), "outer"), "outer"),
        ["& inner wins over enclosing"] = (Named(True & Named(False, "b"), "outer"), "b"),
        ["& enclosing of the left does not count"] = (Named(True & True, "left") & False, null),
        ["& nested, deepest"] = (Named(True & Named(True & Named(False, "deep"), "middle"), "outer"), "deep"),
        ["& nested, middle"] = (Named(True & Named(True & False, "middle"), "outer"), "middle"),
        ["& nested, outer"] = (Named(True & (True & False), "outer"), "outer"),
        ["& three operands"] = (Named(True, "a") & Named(False, "b") & Named(False, "c"), "b"),
        ["| operands do not count"] = (Named(False, "a") | Named(False, "b"), null),
        ["| enclosing counts"] = (Named(Named(False, "a") | Named(False, "b"), "outer"), "outer"),
        ["| & inside it does not count"] = ((Named(False, "a") & True) | (True & Named(False, "b")), null),
        ["| & inside it does not count, enclosed"] = (Named((Named(False, "a") & True) | False, "outer"), "outer"),
        ["| as the first operand of &"] = ((Named(False, "a") | False) & Named(False, "b"), null),
        ["| named, as the first operand of &"] = (Named(Named(False, "a") | False, "or") & Named(False, "b"), "or"),
        ["| named, inside an enclosing &"] = (Named(True & Named(Named(False, "a") | False, "or"), "outer"), "or"),
        ["! operand does not count"] = (!Named(True, "a"), null),
        ["! enclosing counts"] = (Named(!Named(True, "a"), "outer"), "outer"),
        ["! twice"] = (!!Named(False, "a"), null),
        ["! of |, which becomes &"] = (!(Named(True, "a") | Named(True, "b")), null),
        ["! of | enclosed"] = (Named(!(Named(True, "a") | Named(True, "b")), "outer"), "outer"),
        ["! of &, which becomes |"] = (!(Named(True, "a") & Named(True, "b")), null),
        ["! inside &"] = (Named(!Named(True, "a") & Named(False, "b"), "outer"), "outer"),
        ["! named inside &"] = (Named(!True, "not") & Named(False, "b"), "not"),
        ["WithoutLock outside"] = (Named(False, "a").WithoutLock(), "a"),
        ["WithoutLock inside"] = (Named(False.WithoutLock(), "a"), "a"),
        ["WithoutLock around &"] = (Named((True & Named(False, "b")).WithoutLock(), "outer"), "b"),
    };

    public static TheoryData<string> Cases => [.. s_cases.Keys];

    [Theory, MemberData(nameof(Cases))]
    public async Task Create_GateRefuses_ThrowsTheNameThatCounts(string name)
    {
        var (gate, expected) = s_cases[name];

        var thrown = await ThrownByCreateAsync(gate);

        VerifyThrown(thrown, expected);
        (await PlantsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Update_GateRefuses_ThrowsTheNamedException()
    {
        var id = await SeedPlantAsync();
        var gate = Named(OnlyIf.Target<Plant>(plant => plant.Version == 1), "old")
            & Named(OnlyIf.Target<Plant>(_ => false), "never");

        VerifyThrown(await Record.ExceptionAsync(() => NewOps().UpdateAsync(Update(id).OnlyIf(gate))), "never");
    }

    [Fact]
    public async Task Purge_GateRefuses_ThrowsTheNamedException()
    {
        var id = await SeedPlantAsync();
        var gate = Named(OnlyIf.Target<Plant>(plant => plant.Version == 2), "new") & Named(False, "never");

        VerifyThrown(await Record.ExceptionAsync(() => NewOps().PurgeAsync(new Purger<Plant>(id).OnlyIf(gate))), "new");
    }

    /// <summary>The condition on the missing row is neither true nor false, so it has not refused.</summary>
    [Theory, InlineData(false), InlineData(true)]
    public async Task Update_TargetMissingAndGateFalse_ThrowsTheNameOfWhatRefused(bool targetFirst)
    {
        var (target, other) = (Named(OnlyIf.Target<Plant>(_ => true), "target"), Named(False, "other"));

        var thrown = await Record.ExceptionAsync(
            () => NewOps().UpdateAsync(Update(MissingKey).OnlyIf(targetFirst ? target & other : other & target)));

        VerifyThrown(thrown, "other");
    }

    [Fact]
    public async Task BulkCreate_FactoryForManyItems_IsCalledForEachRefusal()
    {
        var gate = False.OrThrow(() => new WitheredException("each"));

        var result = await NewOps().BulkConditionalCreatePartialAsync<Plant>(
            [Create().OnlyIf(gate), Create().OnlyIf(True), Create().OnlyIf(gate)]);

        result.Failed.Select(failure => failure.Index).Should().Equal(0, 2);
        result.Failed.Should().OnlyContain(failure => WriteFailure.Of(failure.Exception) == failure);
        result.Failed[0].Exception.Should().NotBeSameAs(result.Failed[1].Exception);
    }

    [Fact]
    public async Task Create_GateHolds_FactoryIsNotCalled()
    {
        var calls = 0;
        var gate = True.OrThrow(() => new WitheredException($"{calls++}"));

        (await ThrownByCreateAsync(gate)).Should().BeNull();

        calls.Should().Be(0);
    }

    [Fact]
    public async Task Create_FactoryThrows_ThrowsNotAllowedAndLogsAWarning()
    {
        var log = new LogRecorder();
        var mistake = new NotSupportedException();

        var thrown = await ThrownByCreateAsync(False.OrThrow(() => throw mistake), log.Configure);

        VerifyThrown(thrown, null);
        log.Warnings.Should().ContainSingle().Which.Exception.Should().BeSameAs(mistake);
    }

    [Fact]
    public async Task Create_FactoryReturnsNull_ThrowsNotAllowedAndLogsAWarning()
    {
        var log = new LogRecorder();

        var thrown = await ThrownByCreateAsync(False.OrThrow(() => null!), log.Configure);

        VerifyThrown(thrown, null);
        log.Warnings.Should().ContainSingle();
    }

    [Fact]
    public async Task Create_FactoryWorks_LogsNoWarning()
    {
        var log = new LogRecorder();

        VerifyThrown(await ThrownByCreateAsync(Named(False, "a"), log.Configure), "a");

        log.Warnings.Should().BeEmpty();
    }

    private static OnlyIf Named(OnlyIf gate, string name) => gate.OrThrow(() => new WitheredException(name));

    private static void VerifyThrown(Exception? thrown, string? expected)
    {
        if (expected is null) thrown.Should().BeOfType<ConditionalWriteNotAllowedException>();
        else thrown.Should().BeOfType<WitheredException>().Which.Message.Should().Be(expected);

        var facts = WriteFailure.Of(thrown!);
        facts!.Kind.Should().Be(WriteFailureKind.NotAllowed);
        facts.Exception.Should().BeSameAs(thrown);
    }
}
