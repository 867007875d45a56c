using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using static Conditional.Bulk.Contracts.Currents.ShelfWrites;

namespace Conditional.Bulk.Contracts.Currents;

/// <summary>With <see cref="BulkOptions.LoadCurrent"/>, a unique violation comes with the row that is in the way.</summary>
public abstract class UniqueCurrentTests(TestProvider provider, EngineSetting engine) : ContractTests<ShelfContext>(provider, engine)
{
    private static readonly BulkOptions s_load = new() { LoadCurrent = true };

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await SeedAsync(
            new Box { Label = "A", Barcode = "1", Row = "x", Place = 1, Note = "first", Seal = new Seal { Number = "S1" }, Parts = { new Part { Serial = "P1", Note = "bolt" } } },
            new Box { Label = "B", Barcode = "2", Row = "x", Place = 2, Note = "second", Seal = new Seal { Number = "S2" } },
            new Box { Label = "D", Note = "deleted", IsDeleted = true },
            new Box { Label = "T", Note = "of another tenant", TenantId = ShelfContext.HiddenTenant });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task BulkCreate_Index_IsTheRowThere(bool joined)
    {
        var ops = NewOps();
        await using var transaction = joined ? await ops.Context.Database.BeginTransactionAsync() : null;

        var result = await ops.BulkCreatePartialAsync([NewBox("C"), NewBox("A"), NewBox("E"), NewBox("B")], s_load);

        result.Currents().Should().Equal("ok", "first", "ok", "second");
        var current = result.Failed[0].Current.Should().BeOfType<Box>().Subject;
        current.Should().BeEquivalentTo(
            await ops.Context.Set<Box>().AsNoTracking().SingleAsync(box => box.Label == "A"));
        current.Seal!.Number.Should().Be("S1");
        ops.Context.ChangeTracker.Entries().Should().BeEmpty();
        if (transaction is not null) await transaction.CommitAsync();
        (await CommittedAsync(context => context.Set<Box>().CountAsync())).Should().Be(4);
    }

    [Fact]
    public async Task BulkCreate_NotAskedFor_IsNull() =>
        (await NewOps().BulkCreatePartialAsync([NewBox("A"), NewBox("C")])).Currents().Should().Equal("none", "ok");

    [Fact]
    public async Task BulkCreate_AnyKeyOrIndex_IsFoundByItsColumns()
    {
        var id = await CommittedAsync(context => context.Set<Box>().Where(box => box.Label == "B").Select(box => box.Id).SingleAsync());

        var result = await NewOps().BulkCreatePartialAsync(
        [
            NewBox("C", also: box => box.Barcode = "1"),
            NewBox("C", also: box => (box.Row, box.Place) = ("x", 2)),
            NewBox("C", also: box => box.Id = id),
            NewBox("C", also: box => box.Seal = new Seal { Number = "S1" }),
        ],
        s_load);

        result.Currents().Should().Equal("first", "second", "second", "first");
    }

    [Fact]
    public async Task BulkCreate_ChildOfTheGraph_IsTheRowInTheWayOfTheChild()
    {
        var result = await NewOps().BulkCreatePartialAsync(
            [NewBox("C", also: box => box.Parts.AddRange([new Part { Serial = "P0" }, new Part { Serial = "P1" }, new Part { Serial = "P2" }])), NewBox("E")],
            s_load);

        result.Currents().Should().Equal("bolt", "ok");
        result.Failed[0].Current.Should().BeOfType<Part>();
    }

    [Fact]
    public async Task BulkUpdate_Index_IsTheOtherRow()
    {
        var result = await NewOps().BulkUpdatePartialAsync(
            [Change("A", box => box.Label = "B"), Change("B", box => (box.Row, box.Place) = ("x", 1)), Note("A", "new")], s_load);

        result.Currents().Should().Equal("second", "first", "ok");
    }

    /// <summary>The item takes its own row away from what another of its rows is refused for.</summary>
    [Fact]
    public async Task BulkUpdate_ChildOfTheGraph_IsNotARowThatTheItemChangesItself()
    {
        await SeedAsync(new Box { Label = "C", Parts = { new Part { Serial = "P3", Note = "nut" } } });

        var result = await NewOps().BulkUpdatePartialAsync([Change("A", box => box.Parts.AddRange([new Part { Serial = "P9" }, new Part { Serial = "P3" }]))], s_load);

        result.Currents().Should().Equal("nut");
    }

    [Fact]
    public async Task BulkCreate_RowIsHidden_IsNull()
    {
        var result = await NewOps().BulkCreatePartialAsync([NewBox("D"), NewBox("T"), NewBox("A"), NewBox("C")], s_load);

        result.Currents().Should().Equal("none", "none", "first", "ok");
        result.Failed.Select(failure => failure.Kind).Should().AllBeEquivalentTo(WriteFailureKind.UniqueViolation);
    }

    [Fact]
    public async Task BulkCreate_SameRowTwice_EachHasItsOwnInstance()
    {
        var result = await NewOps().BulkCreatePartialAsync([NewBox("A"), NewBox("A"), NewBox("B"), NewBox("A")], s_load);

        result.Currents().Should().Equal("first", "first", "second", "first");
        result.Failed.Select(failure => failure.Current).Should().OnlyHaveUniqueItems(current => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(current));
    }

    [Fact]
    public async Task BulkCreate_IndexThatTheModelDoesNotKnow_IsNull()
    {
        await ExecuteAsync("""CREATE UNIQUE INDEX ux_note ON "Box" (lower("Note"))""");

        var result = await NewOps().BulkCreatePartialAsync([NewBox("C", "FIRST"), NewBox("B", "third")], s_load);

        result.Currents().Should().Equal("none", "second");
        result.Failed.Select(failure => failure.Kind).Should().AllBeEquivalentTo(WriteFailureKind.UniqueViolation);
    }

    /// <summary>
    /// Of an index with a filter there may be several rows with the values, of which it cannot be told which is in the index.
    /// </summary>
    [Fact]
    public async Task BulkCreate_IndexWithAFilter_IsTheOnlyRowWithTheValues()
    {
        await SeedAsync(
            new Box { Label = "1", Slot = "one", IsActive = true, Note = "active" },
            new Box { Label = "2", Slot = "two", IsActive = true, Note = "active, too" },
            new Box { Label = "3", Slot = "two", Note = "inactive" });

        var result = await NewOps().BulkCreatePartialAsync(
            [NewBox("C", also: box => (box.Slot, box.IsActive) = ("one", true)), NewBox("E", also: box => (box.Slot, box.IsActive) = ("two", true))], s_load);

        result.Currents().Should().Equal("active", "none");
    }

    [Fact]
    public async Task BulkCreate_IntegrityCheck_SeesTheRow()
    {
        var check = IntegrityCheck.Unique<Box>(box => box.Label, failure => new InvalidTimeZoneException(NoteOf(failure.Current)));

        var result = await NewOps().BulkCreatePartialAsync([CreatorSpec.For(() => new Box { Label = "A" }, check), NewBox("C")], s_load);

        var failure = result.Failed.Should().ContainSingle().Subject;
        failure.Exception.Should().BeOfType<InvalidTimeZoneException>().Which.Message.Should().Be("first");
        failure.Current.Should().BeOfType<Box>();
        WriteFailure.Of(failure.Exception).Should().BeSameAs(failure);
    }

    [Fact]
    public async Task BulkUpsert_AnotherConstraint_IsTheRowOfThat()
    {
        Upserter<Box> Upsert(string label, string barcode) => new(
            NewBox(label, also: box => box.Barcode = barcode), UpdaterSpec.For<Box>(box => box.Note = "updated"), Label(label));

        var result = await NewOps().BulkUpsertPartialAsync([Upsert("C", "2"), Upsert("E", "5"), Upsert("D", "6")], s_load);

        result.Currents().Should().Equal("second", "ok", "none");
        result.Failed[1].Kind.Should().Be(WriteFailureKind.UniqueViolation, "its own row is hidden");
    }

    [Fact]
    public async Task Create_DefaultsOfTheContext_AreThoseOfTheVerb()
    {
        var without = await NewOps().Invoking(ops => ops.CreateAsync(NewBox("A"))).Should().ThrowAsync<DbUpdateException>();
        var with = await NewOps(options => Database.Configure(options, Engine.Defaults with { LoadCurrent = true }))
            .Invoking(ops => ops.CreateAsync(NewBox("A"))).Should().ThrowAsync<DbUpdateException>();

        WriteFailure.Of(without.Which)!.Current.Should().BeNull();
        NoteOf(WriteFailure.Of(with.Which)!.Current).Should().Be("first");
    }

    [Fact]
    public async Task WriteStream_Options_AreThoseOfItsChunks()
    {
        List<string> notes = [];

        await foreach (var item in NewOpsProvider().WriteStreamAsync(
            new[] { "C", "A", "E", "B" }.ToAsyncEnumerable(), label => NewBox(label), new() { ItemsPerCommit = 3, LoadCurrent = true }))
        {
            notes.Add(item.IsSuccess ? "ok" : NoteOf(item.Failure.Current));
        }

        notes.Should().Equal("ok", "first", "ok", "second");
    }

    [Fact]
    public async Task BulkWrite_Limit_ItemsUpToItHaveTheirRows()
    {
        var result = await NewOps().BulkWritePartialAsync(
            Batch(NewBox("A"), NewBox("C"), NewBox("B"), NewBox("A"), NewBox("E")), s_load with { MaxFailures = 1 });

        result.Currents().Should().Equal("first", "ok", "second", "none", "none");
        result.Failed[^1].Failure.Kind.Should().Be(WriteFailureKind.NotAttempted);
    }

    /// <summary>So many that PostgreSQL writes them by shape.</summary>
    [Fact]
    public async Task BulkCreate_ManyItems_EachHasItsRow()
    {
        string LabelOf(int i) => i switch { 10 => "A", 77 => "B", 90 => "L80", 120 => "A", _ => $"L{i}" };
        string SerialOf(int i) => i is 40 ? "P1" : $"Q{i}";

        var result = await NewOps().BulkCreatePartialAsync(
            Enumerable.Range(0, 150).Select(i => NewBox(
                LabelOf(i), $"note {i}", box => box.Parts.AddRange([new Part { Serial = $"R{i}" }, new Part { Serial = SerialOf(i) }]))),
            s_load);

        result.Failed.Select(failure => $"{failure.Index} {NoteOf(failure.Current)}").Should()
            .Equal("10 first", "40 bolt", "77 second", "90 note 80", "120 first");
    }

    /// <summary>A failure is what the database says it is, whatever becomes of the query for its row.</summary>
    [Fact]
    public async Task BulkCreate_QueryFails_FailuresComeWithoutTheirRows()
    {
        var log = new LogRecorder();
        var ops = NewOps(options =>
        {
            log.Configure(options);
            options.AddInterceptors(new FailingQueries());
        });

        var result = await ops.BulkCreatePartialAsync([NewBox("C"), NewBox("A"), NewBox("E")], s_load with { WindowsDespiteInterceptors = true });

        result.Currents().Should().Equal("ok", "none", "ok");
        result.Failed[0].Kind.Should().Be(WriteFailureKind.UniqueViolation);
        log.OfLibrary().Should().ContainSingle(record => record.Message.Contains("could not be loaded (TimeZoneNotFoundException)"));
        (await CommittedAsync(context => context.Set<Box>().CountAsync())).Should().Be(4);
    }

    [Fact]
    public async Task BulkCreate_ManyFail_OneQueryForAll()
    {
        var queries = new List<string>();
        var ops = NewOps(options => options.LogTo(
            (id, _) => id == RelationalEventId.CommandExecuted, data => queries.Add(((CommandEventData)data).CommandSource.ToString())));

        var result = await ops.BulkCreatePartialAsync([NewBox("A"), NewBox("C"), NewBox("B"), NewBox("D"), NewBox("E")], s_load);

        result.Currents().Should().Equal("first", "ok", "second", "none", "ok");
        queries.Count(source => source == nameof(CommandSource.LinqQuery)).Should().Be(Engine == EngineSetting.InWindows ? 1 : 3);
    }

    [Fact]
    public async Task BulkCreate_Current_IsInNoTextOfTheLibrary()
    {
        const string Secret = "4711-secret";
        await SeedAsync(new Box { Label = "S", Note = Secret });
        var log = new LogRecorder();

        var result = await NewOps(log.Configure).BulkCreatePartialAsync([NewBox("C"), NewBox("S")], s_load);

        var failure = result.Failed.Should().ContainSingle().Subject;
        NoteOf(failure.Current).Should().Be(Secret);
        $"{failure} {failure.Message} {result.Items[1]} {failure.Exception}".Should().NotContain(Secret);
        $"{new BulkWriteException([failure])}".Should().NotContain(Secret);
        for (var exception = failure.Exception; exception is not null; exception = exception.InnerException)
        {
            exception.Data.Values.Cast<object?>().Select(value => $"{value}").Should().NotContain(text => text.Contains(Secret, StringComparison.Ordinal));
        }

        log.OfLibrary("").Select(record => $"{record.Message} {record.Exception}").Should().NotContain(text => text.Contains(Secret, StringComparison.Ordinal));
    }

    private sealed class FailingQueries : DbCommandInterceptor
    {
        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result,
            CancellationToken cancellationToken = default) =>
            eventData.CommandSource == CommandSource.LinqQuery ? throw new TimeZoneNotFoundException() : new(result);
    }
}
