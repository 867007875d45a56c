using Microsoft.EntityFrameworkCore.Diagnostics;
using static Conditional.Bulk.Contracts.Currents.ShelfWrites;

namespace Conditional.Bulk.Contracts.Currents;

/// <summary>A refusal by the row that was to be written, and a conflict, come with that row, without an option.</summary>
public abstract class RefusedCurrentTests(TestProvider provider, EngineSetting engine) : ContractTests<ShelfContext>(provider, engine)
{
    private static readonly OnlyIf s_stale = OnlyIf.Version<Box>(7).Because("stale");

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await SeedAsync(
            new Box { Label = "A", Note = "first", Version = 3, Seal = new Seal { Number = "S1" } },
            new Box { Label = "B", Note = "second", Version = 7 },
            new Box { Label = "D", Note = "deleted", IsDeleted = true },
            new Grant { User = "ann", Note = "second" });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task BulkUpdate_Version_IsTheRow(bool joined)
    {
        var ops = NewOps();
        await using var transaction = joined ? await ops.Context.Database.BeginTransactionAsync() : null;

        var result = await ops.BulkConditionalUpdatePartialAsync([Note("B", "new").OnlyIf(s_stale), Note("A", "new").OnlyIf(s_stale)]);

        result.Currents().Should().Equal("ok", "first");
        result.Failed[0].Reason.Should().Be("stale");
        result.Failed[0].Current.Should().BeEquivalentTo(
            await ops.Context.Set<Box>().AsNoTracking().SingleAsync(box => box.Label == "A"));
        ops.Context.ChangeTracker.Entries().Should().BeEmpty();
    }

    [Fact]
    public async Task BulkUpdate_RefusedTwice_EachHasItsOwnInstance()
    {
        var result = await NewOps().BulkConditionalUpdatePartialAsync([Note("A", "new").OnlyIf(s_stale), Note("A", "new").OnlyIf(s_stale)]);

        result.Currents().Should().Equal("first", "first");
        result.Failed[0].Current.Should().NotBeSameAs(result.Failed[1].Current);
    }

    [Fact]
    public async Task BulkUpdate_ItemBeforeChangedTheRow_IsAsChanged()
    {
        var result = await NewOps().BulkWritePartialAsync(Batch(Note("A", "changed"), Note("A", "new").OnlyIf(s_stale), Note("A", "last")));

        result.Currents().Should().Equal("ok", "changed", "ok");
    }

    [Fact]
    public async Task UpdatePurgeUpsert_SingleVerbs_IsTheRow()
    {
        var upserter = new Upserter<Box>(NewBox("A"), UpdaterSpec.For<Box>(box => box.Note = "new"), Label("A"));
        Func<WriteOps<ShelfContext>, Task>[] verbs =
        [
            ops => ops.UpdateAsync(Note("A", "new").OnlyIf(s_stale)),
            ops => ops.PurgeAsync(Purge("A").OnlyIf(s_stale)),
            ops => ops.UpsertAsync(upserter.OnlyIf(s_stale)),
        ];

        foreach (var verb in verbs)
        {
            var thrown = await NewOps().Invoking(verb).Should().ThrowAsync<ConditionalWriteNotAllowedException>();
            NoteOf(WriteFailure.Of(thrown.Which)!.Current).Should().Be("first");
        }
    }

    public static TheoryData<string, string> Gates { get; } = new()
    {
        { "Target", "first" },
        { "!Target", "first" },
        { "Joined", "first" },
        { "Target & Exists", "first" },
        { "Exists & Target", "first" },
        { "(Target & Exists).Because", "first" },
        { "Target.OrThrow", "first" },
        { "NoGrant & Target", "none" },
        { "Exists & NoGrant", "none" },
        { "NoGrant | Target", "none" },
        { "(NoGrant | Target).Because", "none" },
        { "Target & That(false)", "none" },
        { "NoGrant", "none" },
    };

    [Theory]
    [MemberData(nameof(Gates))]
    public async Task BulkUpdate_Gate_OnlyTheRowThatRefused(string name, string expected)
    {
        var target = OnlyIf.Target<Box>(box => box.Note == "second");
        var exists = OnlyIf.Exists<Grant>(grant => grant.User == "ann");
        var noGrant = OnlyIf.Exists<Grant>(grant => grant.User == "bob").Because("no grant");
        var gate = name switch
        {
            "Target" => target,
            "!Target" => !OnlyIf.Target<Box>(box => box.Note == "first"),
            "Joined" => OnlyIf.Target<Box, Grant>((box, grant) => box.Note == grant.Note),
            "Target & Exists" => target & exists,
            "Exists & Target" => exists & target,
            "(Target & Exists).Because" => (target & exists).Because("why"),
            "Target.OrThrow" => target.OrThrow(() => new InvalidTimeZoneException()),
            "NoGrant & Target" => noGrant & target,
            "Exists & NoGrant" => exists & noGrant,
            "NoGrant | Target" => noGrant | target,
            "(NoGrant | Target).Because" => (noGrant | target).Because("why"),
            "Target & That(false)" => target & OnlyIf.That(false),
            _ => noGrant,
        };

        var result = await NewOps().BulkConditionalUpdatePartialAsync([Note("B", "new").OnlyIf(OnlyIf.That(true)), Note("A", "new").OnlyIf(gate)]);

        result.Currents().Last().Should().Be(expected);
        result.Failed[^1].Kind.Should().Be(WriteFailureKind.NotAllowed);
    }

    [Fact]
    public async Task BulkUpdate_RowIsMissing_IsNull()
    {
        var result = await NewOps().BulkConditionalUpdatePartialAsync([Note("C", "new").OnlyIf(s_stale), Note("D", "new").OnlyIf(s_stale)]);

        result.Currents().Should().Equal("none", "none");
        result.Failed.Select(failure => failure.Kind).Should().AllBeEquivalentTo(WriteFailureKind.TargetNotFound);
    }

    /// <summary>What the item may see its caller may not.</summary>
    [Fact]
    public async Task BulkUpdate_ItemSeesPastAFilter_IsTheRowAsFarAsItIsVisible()
    {
        var gate = OnlyIf.Target<Box>(box => box.Version == 7).OrThrow(() => new InvalidTimeZoneException());

        var result = await NewOps().BulkConditionalUpdatePartialAsync(
        [
            Change("D", box => box.Note = "new", ShelfContext.SoftDelete).OnlyIf(gate),
            Change("B", box => box.Note = "new", ShelfContext.SoftDelete).OnlyIf(gate),
            Change("A", box => box.Note = "new", ShelfContext.SoftDelete).OnlyIf(gate),
        ]);

        result.Currents().Should().Equal("none", "ok", "first");
        result.Failed.Select(failure => failure.Exception).Should().AllBeOfType<InvalidTimeZoneException>();
        result.Failed.Select(failure => WriteFailure.Of(failure.Exception)).Should().Equal(result.Failed);
    }

    [Fact]
    public async Task BulkUpdate_ItemSeesPastAFilterAndALaterItemBringsTheRowBack_IsNull()
    {
        var gate = OnlyIf.Target<Box>(box => box.Version == 7);

        var result = await NewOps().BulkWritePartialAsync(Batch(
            Change("D", box => box.Note = "new", ShelfContext.SoftDelete).OnlyIf(gate), Change("D", box => box.IsDeleted = false, ShelfContext.SoftDelete)));

        result.Currents().Should().Equal("none", "ok");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task BulkUpdate_Conflict_IsTheRowAsItWasLoaded(bool joined)
    {
        var ops = NewOps(options => options.AddInterceptors(new StaleVersions("changed")));
        await using var transaction = joined ? await ops.Context.Database.BeginTransactionAsync() : null;

        var result = await ops.BulkUpdatePartialAsync([Note("B", "new"), Note("A", "changed"), Note("B", "newer")]);

        result.Currents().Should().Equal("ok", "first", "ok");
        result.Failed[0].Kind.Should().Be(WriteFailureKind.ConcurrencyConflict);
        result.Failed[0].Current.Should().BeOfType<Box>().Which.Seal!.Number.Should().Be("S1");
    }

    [Fact]
    public async Task BulkUpdate_ConflictAndALaterItemChangesTheRow_IsAsItWasLoaded()
    {
        var ops = NewOps(options => options.AddInterceptors(new StaleVersions("changed")));

        var result = await ops.BulkUpdatePartialAsync([Note("A", "changed"), Note("A", "last")]);

        result.Currents().Should().Equal("first", "ok");
    }

    [Fact]
    public async Task Update_Conflict_IsTheRowAsItWasLoaded()
    {
        var ops = NewOps(options => options.AddInterceptors(new StaleVersions("changed")));

        var thrown = await ops.Invoking(ops => ops.UpdateAsync(Note("A", "changed"))).Should().ThrowAsync<DbUpdateConcurrencyException>();

        NoteOf(WriteFailure.Of(thrown.Which)!.Current).Should().Be("first");
    }

    /// <summary>No query besides those that lock, ask and load.</summary>
    [Fact]
    public async Task BulkUpdate_Refused_NoQueryMore()
    {
        var queries = 0;
        var ops = NewOps(options => options.LogTo(
            (id, _) => id == RelationalEventId.CommandExecuted, data => queries += ((CommandEventData)data).CommandSource == CommandSource.LinqQuery ? 1 : 0));

        var result = await ops.BulkConditionalUpdatePartialAsync([Note("B", "new").OnlyIf(s_stale), Note("A", "new").OnlyIf(s_stale)]);

        result.Currents().Should().Equal("ok", "first");
        queries.Should().Be(Engine == EngineSetting.InWindows ? 1 : 2);
    }

    /// <summary>Sends a version that the row does not have, as an application does that has seen an older row.</summary>
    private sealed class StaleVersions(string note) : SaveChangesInterceptor
    {
        public override ValueTask<InterceptionResult<int>> SavingChangesAsync(
            DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            foreach (var entry in eventData.Context!.ChangeTracker.Entries<Box>().Where(entry => entry.Entity.Note == note))
            {
                entry.Property(box => box.Version).OriginalValue = 99;
            }

            return new(result);
        }
    }
}
