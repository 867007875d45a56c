using Conditional.Bulk.Contracts.AppConfig;
using Conditional.Bulk.Contracts.Counts;

namespace Conditional.Bulk.PostgreSQL.Tests.Counts;

/// <summary>
/// The round trips of each item. A savepoint, and BEGIN, travel with what follows them; the lock of a row, the gate, the identity of the
/// transaction and, once for the table of a gate, whether it has row security travel together, and the proof with COMMIT.
/// </summary>
[Collection(PostgreSqlCollection.Name)]
public abstract class RoundTripCountTests(PostgreSqlTestProvider provider, EngineSetting engine) : CountTests(provider, engine)
{
    private static readonly string[] s_gatedCreate = ["SAVEPOINT, SELECT", "INSERT", "RELEASE"];
    private static readonly string[] s_firstGatedCreate = ["BEGIN, SAVEPOINT, SELECT, SELECT, SELECT", "INSERT", "RELEASE"];
    private static readonly string[] s_joinedGatedCreate = ["SAVEPOINT, SELECT, SELECT, SELECT", "INSERT", "RELEASE"];
    private const string ProvenCommit = "SAVEPOINT, COMMIT";

    [Fact]
    public async Task Create_TransactionOfItsOwn_Two()
    {
        await Ops.CreateAsync(Spec(0));

        Log.Shape.Should().HaveCount(2).And.EndWith(ProvenCommit);
    }

    [Fact]
    public async Task Create_GatedAndTransactionOfItsOwn_Three()
    {
        await Ops.CreateAsync(Gated(0));

        Log.Shape.Should().HaveCount(3).And.EndWith(ProvenCommit);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Update_TransactionOfItsOwn_Four(bool gated)
    {
        await (gated ? Ops.UpdateAsync(Update(0).OnlyIf(Granted)) : Ops.UpdateAsync(Update(0)));

        Log.Shape.Should().HaveCount(4).And.EndWith(ProvenCommit);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Purge_TransactionOfItsOwn_Four(bool gated)
    {
        await (gated ? Ops.PurgeAsync(Purge(0).OnlyIf(Granted)) : Ops.PurgeAsync(Purge(0)));

        Log.Shape.Should().HaveCount(4).And.EndWith(ProvenCommit);
    }

    [Fact]
    public async Task BulkConditionalCreate_GateHolds_ThreeForAnItemAndOneForTheTransaction()
    {
        await Ops.BulkConditionalCreatePartialAsync<Fragment>([Gated(0), Gated(1), Gated(2)]);

        Log.Shape.Should().Equal([.. s_firstGatedCreate, .. s_gatedCreate, .. s_gatedCreate, ProvenCommit]);
    }

    [Fact]
    public async Task BulkCreate_Ungated_TwoForAnItem()
    {
        await Ops.BulkCreatePartialAsync([Spec(0), Spec(1)]);

        Log.Shape.Should().Equal("BEGIN, SAVEPOINT, INSERT", "RELEASE, SELECT", "SAVEPOINT, INSERT", "RELEASE", ProvenCommit);
    }

    [Fact]
    public async Task BulkConditionalUpdate_GateHolds_FourForAnItem()
    {
        await Ops.BulkConditionalUpdatePartialAsync<Fragment>([Update(0).OnlyIf(Granted), Update(1).OnlyIf(Granted)]);

        Log.Shape.Should().Equal(
            "BEGIN, SAVEPOINT, SELECT, SELECT, SELECT, SELECT", "SELECT", "UPDATE", "RELEASE",
            "SAVEPOINT, SELECT, SELECT", "SELECT", "UPDATE", "RELEASE", ProvenCommit);
    }

    [Fact]
    public async Task BulkPurge_Ungated_FourForAnItem()
    {
        await Ops.BulkPurgePartialAsync([Purge(0), Purge(1)]);

        Log.Shape.Should().Equal(
            "BEGIN, SAVEPOINT, SELECT, SELECT", "SELECT", "DELETE", "RELEASE",
            "SAVEPOINT, SELECT", "SELECT", "DELETE", "RELEASE", ProvenCommit);
    }

    [Fact]
    public async Task BulkConditionalCreate_Refused_TwoForAnItem()
    {
        await Ops.BulkConditionalCreatePartialAsync<Fragment>([Spec(0).OnlyIf(Refused), Gated(1)]);

        Log.Shape.Should().Equal(["BEGIN, SAVEPOINT, SELECT, SELECT, SELECT", "ROLLBACK TO, RELEASE", .. s_gatedCreate, ProvenCommit]);
    }

    [Fact]
    public async Task BulkConditionalCreate_UniqueViolation_ThreeForAnItem()
    {
        await Ops.BulkConditionalCreatePartialAsync<Fragment>([Gated(0), Gated(0), Gated(1)]);

        Log.Shape.Should().Equal(
        [
            .. s_firstGatedCreate, "SAVEPOINT, SELECT", "INSERT", "ROLLBACK TO, RELEASE", .. s_gatedCreate, ProvenCommit,
        ]);
    }

    [Fact]
    public async Task BulkConditionalCreate_Joined_TwoForTheCall()
    {
        await using var transaction = await Ops.Context.Database.BeginTransactionAsync();

        await Ops.BulkConditionalCreatePartialAsync<Fragment>([Gated(0), Gated(1)]);

        Log.Shape.Should().Equal(["BEGIN, SAVEPOINT", .. s_joinedGatedCreate, .. s_gatedCreate, "RELEASE"]);
    }

    [Fact]
    public async Task WriteAsync_OneVerb_OneForTheCommit()
    {
        await NewOpsProvider(Log.Configure).WriteAsync((ops, token) => ops.BulkConditionalCreatePartialAsync(
            [Gated(0), Gated(1)], cancellationToken: token));

        Log.Shape.Should().Equal(["BEGIN, SAVEPOINT", .. s_joinedGatedCreate, .. s_gatedCreate, "RELEASE", ProvenCommit]);
    }

    [Fact]
    public async Task BulkConditionalCreate_TwoThousandItemsAndAFullTracker_EachItemCostsTheSame()
    {
        const int Size = 2_000;
        for (var i = 1; i <= Size; i++) Ops.Context.Attach(new AllowListEntry { Id = -i, Name = $"{i}" });

        await Ops.BulkConditionalCreatePartialAsync<Fragment>([.. Enumerable.Range(0, Size).Select(i => Gated(i))]);

        Log.Shape.Take(3).Should().Equal(s_firstGatedCreate);
        Log.Shape.Chunk(3).Skip(1).SkipLast(1).Should().HaveCount(Size - 1)
            .And.OnlyContain(item => item.SequenceEqual(s_gatedCreate));
        Log.Shape.Should().HaveCount(3 * Size + 1).And.EndWith(ProvenCommit);
    }
}

[Collection(PostgreSqlCollection.Name)]
public sealed class RoundTripCountInWindowsTests(PostgreSqlTestProvider provider)
    : RoundTripCountTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class RoundTripCountItemByItemTests(PostgreSqlTestProvider provider)
    : RoundTripCountTests(provider, EngineSetting.ItemByItem);
