using Conditional.Bulk.Contracts.AppConfig;

namespace Conditional.Bulk.Contracts.Counts;

/// <summary>
/// The statements of each item, and around them. EF adds no savepoint of its own, and a savepoint that was rolled back is released
/// too, so that one of the caller's with its name is the caller's again.
/// </summary>
public abstract class StatementCountTests(TestProvider provider, EngineSetting engine) : CountTests(provider, engine)
{
    private static readonly string[] s_begin = ["BEGIN"];
    private static readonly string[] s_provenCommit = ["SAVEPOINT", "COMMIT"];
    private static readonly string[] s_gatedCreate = ["SAVEPOINT", "SELECT", "INSERT", "RELEASE"];
    private static readonly string[] s_create = ["SAVEPOINT", "INSERT", "RELEASE"];
    private static readonly string[] s_failed = ["ROLLBACK TO", "RELEASE"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public async Task BulkConditionalCreate_GateHolds_GateAndInsertInOneSavepointEach(int size)
    {
        await Ops.BulkConditionalCreatePartialAsync<Fragment>([.. Enumerable.Range(0, size).Select(i => Gated(i))]);

        // A transaction that is the item's own ends with the item.
        string[] item = size == 1 ? [.. s_gatedCreate.SkipLast(1)] : s_gatedCreate;
        Log.Statements.Should().Equal(ExpectedGated([.. s_begin, .. Repeat(size, item), .. s_provenCommit]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public async Task BulkCreate_Ungated_OneInsertInOneSavepointEach(int size)
    {
        await Ops.BulkCreatePartialAsync(Enumerable.Range(0, size).Select(i => Spec(i)));

        string[] item = size == 1 ? [.. s_create.SkipLast(1)] : s_create;
        Log.Statements.Should().Equal(Expected([.. s_begin, .. Repeat(size, item), .. s_provenCommit]));
    }

    [Fact]
    public async Task BulkConditionalUpdate_GateHolds_LoadGateAndUpdate()
    {
        await Ops.BulkConditionalUpdatePartialAsync<Fragment>([Update(0).OnlyIf(Granted), Update(1).OnlyIf(Granted)]);

        string[] gatedUpdate = ["SAVEPOINT", .. Target, "SELECT", "UPDATE", "RELEASE"];
        Log.Statements.Should().Equal(ExpectedGated([.. s_begin, .. Repeat(2, gatedUpdate), .. s_provenCommit]));
    }

    [Fact]
    public async Task BulkUpdate_NothingChanged_OnlyTheLoad()
    {
        await Ops.BulkUpdatePartialAsync([Update(1), Update(0, "{}")]);

        string[] unchanged = ["SAVEPOINT", .. Target, "RELEASE"];
        string[] changed = ["SAVEPOINT", .. Target, "UPDATE", "RELEASE"];
        Log.Statements.Should().Equal(Expected([.. s_begin, .. changed, .. unchanged, .. s_provenCommit]));
    }

    [Fact]
    public async Task BulkConditionalPurge_GateHolds_LoadGateAndDelete()
    {
        await Ops.BulkConditionalPurgePartialAsync<Fragment>([Purge(0).OnlyIf(Granted), Purge(1).OnlyIf(Granted)]);

        string[] gatedPurge = ["SAVEPOINT", .. Target, "SELECT", "DELETE", "RELEASE"];
        Log.Statements.Should().Equal(ExpectedGated([.. s_begin, .. Repeat(2, gatedPurge), .. s_provenCommit]));
    }

    [Fact]
    public async Task BulkPurge_Missing_IsRolledBackAndReleased()
    {
        await Ops.BulkPurgePartialAsync([new Purger<Fragment>(int.MaxValue), Purge(1)]);

        string[] missing = ["SAVEPOINT", .. Target, .. s_failed];
        string[] purge = ["SAVEPOINT", .. Target, "DELETE", "RELEASE"];
        Log.Statements.Should().Equal(Expected([.. s_begin, .. missing, .. purge, .. s_provenCommit]));
    }

    [Fact]
    public async Task BulkConditionalCreate_Refused_GateAlone()
    {
        await Ops.BulkConditionalCreatePartialAsync<Fragment>([Spec(0).OnlyIf(Refused), Gated(1), Spec(2).OnlyIf(Refused)]);

        string[] refused = ["SAVEPOINT", "SELECT", .. s_failed];
        Log.Statements.Should().Equal(ExpectedGated([.. s_begin, .. refused, .. s_gatedCreate, .. refused, .. s_provenCommit]));
    }

    [Fact]
    public async Task BulkConditionalCreate_UniqueViolation_IsRolledBackAndReleased()
    {
        await Ops.BulkConditionalCreatePartialAsync<Fragment>([Gated(0), Gated(0), Gated(1)]);

        string[] failing = ["SAVEPOINT", "SELECT", "INSERT", .. s_failed];
        Log.Statements.Should().Equal(ExpectedGated([.. s_begin, .. s_gatedCreate, .. failing, .. s_gatedCreate, .. s_provenCommit]));
    }

    [Fact]
    public async Task BulkCreate_SpecThrows_IsRolledBackAndReleased()
    {
        await Ops.BulkCreatePartialAsync([CreatorSpec.For<Fragment>(() => throw new InvalidTimeZoneException()), Spec(1)]);

        Log.Statements.Should().Equal(Expected([.. s_begin, "SAVEPOINT", .. s_failed, .. s_create, .. s_provenCommit]));
    }

    [Fact]
    public async Task BulkConditionalCreate_EmptyBatch_NoStatement()
    {
        await Ops.BulkConditionalCreatePartialAsync<Fragment>([]);

        Log.Statements.Should().BeEmpty();
    }

    [Fact]
    public async Task BulkConditionalCreate_Joined_OneSavepointAroundTheItems()
    {
        await using var transaction = await Ops.Context.Database.BeginTransactionAsync();
        await Ops.Context.Fragments.CountAsync();
        Log.Clear();

        await Ops.BulkConditionalCreatePartialAsync<Fragment>([Gated(0), Gated(0), Gated(1)]);

        string[] failing = ["SAVEPOINT", "SELECT", "INSERT", .. s_failed];
        Log.Statements.Should().Equal(
            ExpectedGated(["SAVEPOINT", .. s_gatedCreate, .. failing, .. s_gatedCreate, "RELEASE"]));
    }

    [Fact]
    public async Task BulkConditionalCreate_ManyOutcomes_EverySavepointIsEnded()
    {
        await Ops.BulkConditionalCreatePartialAsync<Fragment>(
        [
            .. Enumerable.Range(0, 60).Select(i => i % 3 == 0 ? Spec(i).OnlyIf(Refused) : Gated(i % 5, i % 7 == 0 ? "" : "{}")),
        ]);

        var statements = Log.Statements;
        statements.Count(kind => kind == "SAVEPOINT").Should().Be(60 + 1, "one proves the transaction before COMMIT");
        statements.Count(kind => kind == "RELEASE").Should().Be(60);
        statements.Zip(statements.Skip(1)).Where(pair => pair.First == "ROLLBACK TO").Should()
            .HaveCountGreaterThan(20).And.OnlyContain(pair => pair.Second == "RELEASE");
    }

    [Fact]
    public async Task BulkConditionalCreate_TwoThousandItemsAndAFullTracker_EachItemCostsTheSame()
    {
        const int Size = 2_000;
        for (var i = 1; i <= Size; i++) Ops.Context.Attach(new AllowListEntry { Id = -i, Name = $"{i}" });

        var result = await Ops.BulkConditionalCreatePartialAsync<Fragment>([.. Enumerable.Range(0, Size).Select(i => Gated(i))]);

        result.HasFailures.Should().BeFalse();
        Log.Statements.Should().Equal(ExpectedGated([.. s_begin, .. Repeat(Size, s_gatedCreate), .. s_provenCommit]));
        Ops.Context.ChangeTracker.Entries().Should().HaveCount(Size);
    }

    /// <summary>The row is locked, then loaded.</summary>
    private string[] Target => Provider.LocksRows ? ["SELECT", "SELECT"] : ["SELECT"];

    /// <summary>
    /// The identity of the transaction comes with the first thing that is asked, else with the first item that is kept, where there is an
    /// identity; elsewhere the schema is read first.
    /// </summary>
    private IEnumerable<string> Expected(List<string> statements)
    {
        statements.Insert(Provider.IdentifiesTransactions ? IdentityIn(statements) : 1, "SELECT");
        return statements;
    }

    /// <summary>Where rows are locked, the first gate brings along whether its table has row security.</summary>
    private IEnumerable<string> ExpectedGated(List<string> statements)
    {
        if (Provider.LocksRows) statements.Insert(statements.IndexOf("SELECT"), "SELECT");
        return Expected(statements);
    }

    private static int IdentityIn(List<string> statements)
    {
        var asked = statements.IndexOf("SELECT");
        if (asked > 0) return asked;

        var kept = statements.FindIndex(1, statement => statement == "RELEASE");
        while (kept > 0 && statements[kept - 1] == "ROLLBACK TO") kept = statements.FindIndex(kept + 1, statement => statement == "RELEASE");
        return (kept > 0 ? kept : statements.IndexOf("INSERT")) + 1;
    }

    private static IEnumerable<string> Repeat(int times, params string[] statements) =>
        Enumerable.Repeat(statements, times).SelectMany(item => item);
}
