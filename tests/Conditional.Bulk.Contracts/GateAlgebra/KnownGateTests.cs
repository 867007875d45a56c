namespace Conditional.Bulk.Contracts.GateAlgebra;

/// <summary>Conditions that are known without the database: what they decide is asked of nobody.</summary>
public abstract class KnownGateTests(TestProvider provider, EngineSetting engine) : GateTests(provider, engine)
{
    /// <summary>False whatever the other conditions are, and the names of the exception and the reason, which are the same.</summary>
    private static readonly Dictionary<string, (OnlyIf Gate, string? Name)> s_false = new()
    {
        ["that"] = (No, null),
        ["that, named"] = (Named(No, "a"), "a"),
        ["!that"] = (Named(!Yes, "a"), "a"),
        ["!!that"] = (Named(!!No, "a"), "a"),
        ["that & error"] = (Named(No, "a") & Untranslatable, "a"),
        ["error & that"] = (Named(Untranslatable, "left") & Named(No, "a"), "a"),
        ["error & that & that"] = (Untranslatable & Named(No, "a") & Named(No, "b"), "a"),
        ["error & that, enclosed"] = (Named(Untranslatable & No, "outer"), "outer"),
        ["true & (error & that)"] = (True & (Named(Untranslatable, "left") & Named(No, "a")), "a"),
        ["that | that"] = (Named(No, "a") | Named(No, "b"), null),
        ["that | that, enclosed"] = (Named(Named(No, "a") | No, "outer"), "outer"),
        ["that | (error & that)"] = (No | (Untranslatable & No), null),
        ["!(error | that)"] = (!(Untranslatable | Named(Yes, "a")), null),
        ["!(that | error), enclosed"] = (Named(!(Yes | Untranslatable), "outer"), "outer"),
        ["!(!that & !error) & !that"] = (!(!Yes & !Untranslatable) & Named(!Yes, "a"), "a"),
        ["that without lock"] = (Named(No, "a").WithoutLock() & Untranslatable.WithoutLock(), "a"),
    };

    /// <summary>True whatever the other conditions are.</summary>
    private static readonly Dictionary<string, OnlyIf> s_true = new()
    {
        ["that"] = Yes,
        ["!that"] = !No,
        ["that | error"] = Yes | Untranslatable,
        ["error | that"] = Untranslatable | Yes,
        ["that | that, named"] = Named(No | Yes, "a"),
        ["!(error & that)"] = !(Untranslatable & No),
        ["that & (error | that)"] = Yes & (Untranslatable | Yes),
        ["(that | error) & !(that & error)"] = (Yes | Untranslatable) & !(No & Untranslatable),
        ["that without lock"] = (Yes | Untranslatable).WithoutLock(),
    };

    /// <summary>What another condition decides, after what does not matter.</summary>
    private static readonly Dictionary<string, Func<OnlyIf, OnlyIf>> s_irrelevant = new()
    {
        ["that & x"] = x => Yes & x,
        ["x & that"] = x => x & Yes,
        ["that | x"] = x => No | x,
        ["(that | error) & x"] = x => (Yes | Untranslatable) & x,
        ["(that & error) | x"] = x => (No & Untranslatable) | x,
        ["x & (error | that)"] = x => x & (Untranslatable | Yes),
        ["!(!x | (that & error))"] = x => !(!x | (No & Untranslatable)),
        ["named"] = x => Named(Named(No & Untranslatable, "a") | x, "b"),
    };

    private readonly int[] _plants = new int[3];

    private StatementLog _log = null!;
    private WriteOps<GardenContext> _ops = null!;

    public static TheoryData<string> FalseForms => [.. s_false.Keys];

    public static TheoryData<string> TrueForms => [.. s_true.Keys];

    public static TheoryData<string> IrrelevantForms => [.. s_irrelevant.Keys];

    public static TheoryData<string> Forms => GateAlgebraTests.Forms;

    private static OnlyIf Yes => OnlyIf.That(true);

    private static OnlyIf No => OnlyIf.That(false);

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        for (var i = 0; i < _plants.Length; i++) _plants[i] = await SeedPlantAsync();
        _log = await Database.OpenLogAsync();
        _ops = NewOps(_log.Configure);

        // What EF, the driver and the library do once for a connection or table is not the subject.
        await _ops.BulkConditionalUpdatePartialAsync<Plant>([Update(_plants[0]).OnlyIf(True), Update(_plants[1]).OnlyIf(True)]);
        _log.Clear();
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await _log.DisposeAsync();
    }

    [Theory, MemberData(nameof(Forms))]
    public async Task Create_CombinedWithOtherGates_FollowsTheTruthTable(string form)
    {
        List<(OnlyIf Gate, bool Holds)> cases =
        [
            .. GateAlgebraTests.TruthTableOf(form, OnlyIf.That, OnlyIf.That),
            .. GateAlgebraTests.TruthTableOf(form, OnlyIf.That, Gate),
            .. GateAlgebraTests.TruthTableOf(form, Gate, OnlyIf.That),
        ];
        var reads = new ReadOps<GardenContext>(NewContext());

        var result = await _ops.BulkConditionalCreatePartialAsync<Plant>([.. cases.Select(one => Create().OnlyIf(one.Gate))]);

        result.Items.Select(item => item.IsSuccess).Should().Equal(cases.Select(one => one.Holds));
        result.Failed.Should().OnlyContain(failure => failure.Kind == WriteFailureKind.NotAllowed);
        foreach (var (gate, holds) in cases) (await reads.ExistsAsync(gate)).Should().Be(holds);
    }

    [Theory, MemberData(nameof(FalseForms))]
    public async Task SingleVerbs_KnownFalse_NotAllowedWithoutAStatement(string form)
    {
        var (gate, name) = s_false[form];

        Exception?[] thrown =
        [
            await Record.ExceptionAsync(() => _ops.CreateAsync(Never().OnlyIf(gate))),
            await Record.ExceptionAsync(() => _ops.UpdateAsync(Update(_plants[0], _ => throw new InvalidTimeZoneException()).OnlyIf(gate))),
            await Record.ExceptionAsync(() => _ops.UpdateAsync(Update(MissingKey).OnlyIf(gate))),
            await Record.ExceptionAsync(() => _ops.PurgeAsync(new Purger<Plant>(_plants[0]).OnlyIf(gate))),
            await Record.ExceptionAsync(() => _ops.PurgeAsync(new Purger<Plant>(MissingKey).OnlyIf(OnlyIf.Target<Plant>(_ => true) & gate))),
        ];

        _log.RoundTrips.Should().BeEmpty();
        thrown.Select(exception => WriteFailure.Of(exception!)!.Kind).Should().AllBeEquivalentTo(WriteFailureKind.NotAllowed);
        thrown.Select(exception => WriteFailure.Of(exception!)!.Reason).Should().OnlyContain(reason => reason == name);
        if (name is null) thrown.Should().AllBeOfType<ConditionalWriteNotAllowedException>();
        else thrown.Should().AllBeOfType<WitheredException>().Which.Should().OnlyContain(exception => exception.Message == name);
    }

    [Theory, MemberData(nameof(FalseForms))]
    public async Task BulkUpdate_KnownFalseAmongOthers_AddsNoStatement(string form)
    {
        var refused = Update(_plants[2], _ => throw new InvalidTimeZoneException()).OnlyIf(s_false[form].Gate);
        var missing = Update(MissingKey).OnlyIf(OnlyIf.Target<Plant>(_ => true) & s_false[form].Gate);
        ConditionalUpdater<Plant>[] good = [Update(_plants[0]).OnlyIf(True), Update(_plants[1]).OnlyIf(True)];
        await _ops.BulkConditionalUpdatePartialAsync<Plant>([.. good]);
        var expected = _log.Statements;
        _log.Clear();

        var result = await _ops.BulkConditionalUpdatePartialAsync<Plant>([refused, good[0], missing, refused, good[1], refused]);

        result.Items.Select(item => item.Failure?.Kind).Should().Equal(
            WriteFailureKind.NotAllowed, null, WriteFailureKind.NotAllowed, WriteFailureKind.NotAllowed, null, WriteFailureKind.NotAllowed);
        result.Failed.Select(failure => failure.Index).Should().Equal(0, 2, 3, 5);
        _log.Statements.Should().Equal(expected);
    }

    [Fact]
    public async Task BulkUpdate_AllKnownFalse_NoStatementAndProgress()
    {
        var progress = new List<BulkProgress>();
        var options = new BulkOptions { Progress = new Listener(progress) };

        var result = await _ops.BulkConditionalUpdatePartialAsync<Plant>(
            [Update(_plants[0]).OnlyIf(No), Update(_plants[1]).OnlyIf(No & True)], options);

        result.Failed.Should().HaveCount(2).And.OnlyContain(failure => WriteFailure.Of(failure.Exception) == failure);
        progress.Should().Equal(new BulkProgress(1, 0, 1, 2), new BulkProgress(2, 0, 2, 2));
        _log.RoundTrips.Should().BeEmpty();
    }

    [Theory, MemberData(nameof(TrueForms))]
    public async Task BulkUpdate_KnownTrue_StatementsOfAnUngatedUpdate(string form)
    {
        Updater<Plant>[] updates = [Update(_plants[0]), Update(_plants[1])];
        await _ops.BulkUpdatePartialAsync(updates);
        var expected = _log.Statements;
        _log.Clear();

        var result = await _ops.BulkConditionalUpdatePartialAsync<Plant>([.. updates.Select(update => update.OnlyIf(s_true[form]))]);

        result.HasFailures.Should().BeFalse();
        _log.Statements.Should().Equal(expected);
    }

    [Theory, MemberData(nameof(IrrelevantForms))]
    public async Task BulkUpdate_KnownOperand_OnlyTheOtherIsAsked(string form)
    {
        Updater<Plant>[] updates = [Update(_plants[0]), Update(_plants[1])];
        await _ops.BulkConditionalUpdatePartialAsync<Plant>([.. updates.Select(update => update.OnlyIf(True))]);
        var expected = _log.Statements;
        _log.Clear();

        var result = await _ops.BulkConditionalUpdatePartialAsync<Plant>([.. updates.Select(update => update.OnlyIf(s_irrelevant[form](True)))]);

        result.HasFailures.Should().BeFalse();
        _log.Statements.Should().Equal(expected);
    }

    [Fact]
    public async Task Exists_Known_NoStatement()
    {
        var reads = new ReadOps<GardenContext>(NewContext(_log.Configure));

        foreach (var (form, (gate, _)) in s_false) (await reads.ExistsAsync(gate)).Should().BeFalse(form);
        foreach (var (form, gate) in s_true) (await reads.ExistsAsync(gate)).Should().BeTrue(form);

        _log.RoundTrips.Should().BeEmpty();
    }

    /// <summary>Whether a gate is refused by the model does not depend on who the caller is.</summary>
    [Theory, InlineData(true), InlineData(false)]
    public async Task Create_IrrelevantTarget_IsRefusedAsAnyOther(bool holds)
    {
        await _ops.Awaiting(ops => ops.CreateAsync(Create().OnlyIf(OnlyIf.That(holds) | OnlyIf.Target<Plant>(_ => true))))
            .Should().ThrowAsync<ArgumentException>();
        await _ops.Awaiting(ops => ops.CreateAsync(Create().OnlyIf(OnlyIf.That(holds) & OnlyIf.Exists<GardenContext>(_ => true))))
            .Should().ThrowAsync<InvalidOperationException>();
    }

    private static OnlyIf Named(OnlyIf gate, string name) => gate.OrThrow(() => new WitheredException(name)).Because(name);

    private static CreatorSpec<Plant> Never() => CreatorSpec.For<Plant>(() => throw new InvalidTimeZoneException());

    private sealed class Listener(List<BulkProgress> reports) : IProgress<BulkProgress>
    {
        public void Report(BulkProgress value) => reports.Add(value);
    }
}
