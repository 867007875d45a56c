using Conditional.Bulk.Contracts.Windows;
using static Conditional.Bulk.Contracts.Batches.ShopWrites;

namespace Conditional.Bulk.Contracts.Batches;

/// <summary>Mixed batches in windows: unrelated rows together, dependent ones cut, and the results of item by item.</summary>
public abstract class MixedWindowTests(TestProvider provider) : WindowTests<ShopContext>(provider)
{
    private const int Rounds = 40;

    [Theory]
    [InlineData(null)]
    [InlineData(1)]
    [InlineData(16)]
    public async Task BulkWrite_AlternatingKindsOfUnrelatedRows_AreOneWindow(int? itemsPerSavepoint)
    {
        await SeedAsync([.. Enumerable.Range(1, 2 * Rounds).Select(i => new Customer { Id = i, Name = $"customer {i}" })]);

        var result = await NewWatchedOps().BulkWritePartialAsync(
            Batch([.. Enumerable.Range(1, Rounds).SelectMany<int, IBulkWrite>(i => [Rename(i, $"renamed {i}"), NewBill($"B{i}"), PurgeCustomer(Rounds + i)])]),
            InWindows with { ItemsPerSavepoint = itemsPerSavepoint });

        result.Outcomes().Should().Equal(Enumerable.Repeat(new[] { "Updated", "Created", "Purged" }, Rounds).SelectMany(kinds => kinds));
        Windows.Should().Equal(3 * Rounds);
        (await RowsAsync<Customer>()).Select(customer => customer.Name).Should().BeEquivalentTo(Enumerable.Range(1, Rounds).Select(i => $"renamed {i}"));
        (await RowsAsync<Bill>()).Should().HaveCount(Rounds);
    }

    [Fact]
    public async Task BulkWrite_KindsOfOneEntityType_AreOneWindow()
    {
        await SeedAsync([.. Enumerable.Range(1, 2 * Rounds).Select(i => new Customer { Id = i, Name = $"customer {i}" })]);

        var result = await NewWatchedOps().BulkWritePartialAsync(
            Batch([.. Enumerable.Range(1, Rounds).SelectMany<int, IBulkWrite>(i => [Rename(i, $"renamed {i}"), NewCustomer(1000 + i), PurgeCustomer(Rounds + i)])]),
            InWindows);

        result.HasFailures.Should().BeFalse();
        Windows.Should().Equal(3 * Rounds);
        (await RowsAsync<Customer>()).Select(customer => customer.Id).Order().Should()
            .Equal([.. Enumerable.Range(1, Rounds), .. Enumerable.Range(1001, Rounds)]);
    }

    [Fact]
    public async Task BulkWrite_RowOfAnItemBefore_BeginsAnotherWindow()
    {
        await SeedAsync(new Customer { Id = 1, Name = "a" });

        var result = await NewWatchedOps().BulkWritePartialAsync(
            Batch(NewCustomer(2), NewBill("B1"), Rename(2, "b"), NewBill("B2"), PurgeCustomer(2), NewBill("B3")), InWindows);

        result.Outcomes().Should().Equal("Created", "Created", "Updated", "Created", "Purged", "Created");
        Windows.Should().Equal(2, 2, 2);
    }

    [Fact]
    public async Task BulkWrite_LimitThatTheDatabaseExceeds_WindowIsCutBehindThatItem()
    {
        var built = 0;
        CreatorSpec<Bill> Counted(int number) => CreatorSpec.For(() =>
        {
            built++;
            return new Bill { Number = $"B{number}" };
        });

        var result = await NewWatchedOps().BulkWritePartialAsync(
            Batch([.. Enumerable.Range(0, 90).Select(i => Counted(i == 60 ? 0 : i))]), InWindows with { MaxFailures = 0 });

        result.Outcomes().Should().Equal(
            [.. Enumerable.Repeat("Created", 60), "UniqueViolation", .. Enumerable.Repeat("NotAttempted", 29)]);
        (await RowsAsync<Bill>()).Should().HaveCount(60);
        Windows.Should().Equal(61);
        built.Should().Be(90 + 61);
    }

    [Fact]
    public async Task BulkWrite_LimitThatAGateExceeds_TheRestIsNotRunAtAll()
    {
        var built = 0;
        CreatorSpec<Bill> Counted(int number) => CreatorSpec.For(() =>
        {
            built++;
            return new Bill { Number = $"B{number}" };
        });

        var result = await NewWatchedOps().BulkWritePartialAsync(
            Batch([.. Enumerable.Range(0, 9).Select(i => Counted(i).OnlyIf(i == 6 ? HasCustomer("nobody") : !HasCustomer("nobody")))]),
            InWindows with { MaxFailures = 0 });

        result.Outcomes().Should().Equal([.. Enumerable.Repeat("Created", 6), "NotAllowed", "NotAttempted", "NotAttempted"]);
        Windows.Should().Equal(7);
        built.Should().Be(6);
    }

    /// <summary>Few keys and names, so that most items depend on others, and many fail.</summary>
    [Theory]
    [InlineData(1, 40, null)]
    [InlineData(2, 40, 5)]
    [InlineData(3, 120, null)]
    [InlineData(4, 120, 20)]
    [InlineData(5, 120, 0)]
    public async Task BulkWrite_RandomWrites_AsItemByItemInEachSetting(int seed, int items, int? maxFailures)
    {
        List<(EngineSetting Setting, List<string> Outcomes, List<string> Rows)> seen = [];
        foreach (var setting in Provider.Settings)
        {
            await EmptyAsync();
            var result = await NewOps().BulkWritePartialAsync(RandomBatch(new Random(seed), items), setting.Defaults with { MaxFailures = maxFailures });
            seen.Add((setting, [.. result.Outcomes()], await CommittedAsync(context => context.RowsAsync())));
        }

        foreach (var (setting, outcomes, rows) in seen.Skip(1))
        {
            outcomes.Should().Equal(seen[0].Outcomes, "{0}", setting);
            rows.Should().Equal(seen[0].Rows, "{0}", setting);
        }
    }

    private static WriteBatch<int> RandomBatch(Random random, int items)
    {
        var keys = items / 5;
        return Batch([.. Enumerable.Range(0, items).Select(_ => Any())]);

        IBulkWrite Any() => random.Next(12) switch
        {
            0 or 1 => NewCustomer(Key(), Name()),
            2 => Rename(Key(), Name()),
            3 => PurgeCustomer(Key()),
            4 => NewOrder(Key(), Key()),
            5 => Append(Key(), "x"),
            6 => PurgeOrder(Key()),
            7 => NewLine(Key(), Key()),
            8 => PurgeLine(Key()),
            9 => NewBill(Name()).OnlyIf(HasCustomer(Name())),
            10 => Append(Key(), "y").OnlyIf(OnlyIf.Target<Order>(order => order.Note.Length < 2)),
            _ => PurgeCustomer(Key()).OnlyIf(!HasCustomer(Name())),
        };

        int Key() => random.Next(1, keys + 1);

        string Name() => $"name {random.Next(keys)}";
    }

    private async Task EmptyAsync()
    {
        await using var context = NewContext();
        await context.Set<Line>().ExecuteDeleteAsync();
        await context.Set<Order>().ExecuteDeleteAsync();
        await context.Set<Customer>().ExecuteDeleteAsync();
        await context.Set<Bill>().ExecuteDeleteAsync();
    }
}
