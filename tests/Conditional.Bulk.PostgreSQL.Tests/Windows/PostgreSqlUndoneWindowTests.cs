using Conditional.Bulk.Contracts.Windows;

namespace Conditional.Bulk.PostgreSQL.Tests.Windows;

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlUndoneWindowTests(PostgreSqlTestProvider provider) : UndoneWindowTests(provider)
{
    private const string LoneSurrogate = "\ud800";

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(1, true)]
    public async Task BulkCreate_ValueThatTheDriverCannotEncode_InvalidValueOfItsItem(int position, bool joined)
    {
        string[] texts = ["a", "b", "c"];
        texts[position] = LoneSurrogate;
        var calls = new List<string>();
        var ops = NewWatchedOps();

        var result = await RunAsync(ops, joined, () => ops.BulkCreatePartialAsync(
            texts.Select(text => CreatorSpec.For(() =>
            {
                calls.Add(text);
                return new Memo { Text = text };
            })),
            InWindows));

        result.ShouldFailOnlyAt(position, WriteFailureKind.InvalidValue);
        (await MemosAsync()).Should().Equal(texts.Where(text => text != LoneSurrogate));
        Windows.Should().Equal(3);
        calls.Should().Equal(texts, "specs are not called again");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task BulkUpdate_ValueThatTheDriverCannotEncode_InvalidValueOfItsItem(int position)
    {
        string[] texts = ["a", "b", "c"];
        await SeedMemosAsync(texts);

        var result = await NewWatchedOps().BulkUpdatePartialAsync(
            texts.Select((text, i) => Rename(i + 1, i == position ? LoneSurrogate : text + "x")), InWindows);

        result.ShouldFailOnlyAt(position, WriteFailureKind.InvalidValue);
        (await MemosAsync()).Should().Equal(texts.Select((text, i) => i == position ? text : text + "x"));
        Windows.Should().Equal(3);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task BulkCreate_TriggerSkipsAnInsertThatReturnsAKey_ConflictAndItsSideEffectIsUndone(bool joined)
    {
        await SkipAsync("Memo", "INSERT", "NEW");
        var ops = NewWatchedOps();

        var result = await RunAsync(ops, joined, () => ops.BulkCreatePartialAsync([New("a"), New("bad"), New("b")], InWindows));

        result.ShouldFailOnlyAt(1, WriteFailureKind.ConcurrencyConflict);
        (await MemosAsync()).Should().Equal("a", "b");
        (await TrailsAsync()).Should().BeEmpty();
        Windows.Should().Equal(3);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task BulkCreate_TriggerSkipsAnInsert_ConflictAndItsSideEffectIsUndone(bool joined)
    {
        await SkipAsync("Card", "INSERT", "NEW");
        var ops = NewWatchedOps();

        var result = await RunAsync(ops, joined, () => ops.BulkCreatePartialAsync([Card(1, "a"), Card(2, "bad"), Card(3, "b")], InWindows));

        result.ShouldFailOnlyAt(1, WriteFailureKind.ConcurrencyConflict);
        (await RowsAsync<Card>()).Select(card => card.Id).Where(id => id > 0).Should().BeEquivalentTo([1, 3]);
        (await TrailsAsync()).Should().BeEmpty();
        Windows.Should().Equal(3);

        static CreatorSpec<Card> Card(int id, string text) => CreatorSpec.For(() => new Card { Id = id, Text = text });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task BulkUpdate_TriggerSkipsIt_ConflictAndItsSideEffectIsUndone(bool joined)
    {
        await SeedMemosAsync("a", "bad", "b");
        await SkipAsync("Memo", "UPDATE", "OLD");
        var ops = NewWatchedOps();

        var result = await RunAsync(
            ops, joined, () => ops.BulkUpdatePartialAsync([Rename(1, "x"), Rename(2, "y"), Rename(3, "z")], InWindows));

        result.ShouldFailOnlyAt(1, WriteFailureKind.ConcurrencyConflict);
        (await MemosAsync()).Should().Equal("x", "bad", "z");
        (await TrailsAsync()).Should().BeEmpty();
        Windows.Should().Equal([1, 1, 1], "the trigger may change the rows of the items behind, too");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task BulkPurge_TriggerSkipsIt_ConflictAndItsSideEffectIsUndone(bool joined)
    {
        await SeedMemosAsync("a", "bad", "b");
        await SkipAsync("Memo", "DELETE", "OLD");
        var ops = NewWatchedOps();

        var result = await RunAsync(
            ops, joined, () => ops.BulkPurgePartialAsync<Memo>([new(1), new(2), new(3)], InWindows));

        result.ShouldFailOnlyAt(1, WriteFailureKind.ConcurrencyConflict);
        (await MemosAsync()).Should().Equal("bad");
        (await TrailsAsync()).Should().BeEmpty();
        Windows.Should().Equal([1, 1, 1], "the trigger may change the rows of the items behind, too");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task BulkConditionalCreate_GateErrsAtRunTime_FailureOfItsItem(bool joined)
    {
        await SeedAsync(new Trail { Text = "zero" });
        var ops = NewWatchedOps();
        var good = OnlyIf.Exists<Trail>(trail => trail.Text == "zero");
        var bad = OnlyIf.Exists<Trail>(trail => 1 / trail.Number == 1);

        var result = await RunAsync(ops, joined, () => ops.BulkConditionalCreatePartialAsync<Memo>(
            [New("a").OnlyIf(good), New("b").OnlyIf(bad), New("c").OnlyIf(good)], InWindows));

        result.ShouldFailOnlyAt(1, WriteFailureKind.Other, WriteFailureKind.InvalidValue).SqlState.Should().Be("22012");
        (await MemosAsync()).Should().Equal("a", "c");
        Windows.Should().Equal(1, 1, 1);
        ShouldTellOfUndoneWindows("of 3 items from 0 on", "of 2 items from 1 on");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task BulkCreate_CommandTimeoutInTheMiddle_TimeoutOfItsItem(bool joined)
    {
        await ExecuteAsync("""
            CREATE FUNCTION sleep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(60); RETURN NEW; END $$;
            CREATE TRIGGER sleep BEFORE INSERT ON "Memo" FOR EACH ROW WHEN (NEW."Text" = 'slow') EXECUTE FUNCTION sleep();
            """);
        var ops = NewWatchedOps();
        ops.Context.Database.SetCommandTimeout(1);

        var result = await RunAsync(ops, joined, () => ops.BulkCreatePartialAsync([New("a"), New("slow"), New("b")], InWindows));

        result.ShouldFailOnlyAt(1, WriteFailureKind.Timeout);
        (await MemosAsync()).Should().Equal("a", "b");
        Windows.Should().Equal(3);
    }

    /// <summary>The database leaves a trail in place of the write of a bad row.</summary>
    private Task SkipAsync(string table, string verb, string row) => ExecuteAsync($"""
        CREATE FUNCTION skip() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN INSERT INTO "Trail" ("Text", "Number") VALUES ('skipped', 0); RETURN NULL; END $$;
        CREATE TRIGGER skip BEFORE {verb} ON "{table}" FOR EACH ROW WHEN ({row}."Text" = 'bad') EXECUTE FUNCTION skip();
        """);
}
