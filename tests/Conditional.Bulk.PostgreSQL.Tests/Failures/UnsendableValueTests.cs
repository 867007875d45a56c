using System.Net.NetworkInformation;
using System.Numerics;

namespace Conditional.Bulk.PostgreSQL.Tests.Failures;

/// <summary>
/// Values that Npgsql refuses only while it sends them, which breaks the connection, and values that it refuses before: each is the failure of
/// one item, and the transaction goes on.
/// </summary>
[Collection(PostgreSqlCollection.Name)]
public abstract class UnsendableValueTests(PostgreSqlTestProvider provider, EngineSetting engine)
    : ContractTests<OddValueContext>(provider, engine)
{
    private static readonly DateTimeOffset s_utc = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset s_withOffset = new(2020, 1, 1, 0, 0, 0, TimeSpan.FromHours(2));

    private static readonly Dictionary<string, Action<Reading>> s_bad = new()
    {
        ["time with offset"] = reading => reading.At = s_withOffset,
        ["array with offset"] = reading => reading.Times = [s_utc, s_withOffset],
        ["list with offset"] = reading => reading.TimeList = [s_utc, s_withOffset],
        ["utc as timestamp"] = reading => reading.LocalTime = DateTime.SpecifyKind(s_utc.DateTime, DateTimeKind.Local),
        ["mixed kinds"] = reading => reading.LocalTimes = [s_utc.UtcDateTime, s_utc.DateTime],
        ["money"] = reading => reading.Price = decimal.MaxValue,
        ["short address"] = reading => reading.Address = new PhysicalAddress([1, 2, 3]),
        ["long number"] = reading => reading.Count = BigInteger.Pow(10, 140_000),
        ["lone surrogate"] = reading => reading.Text = "\ud800",
        ["lone surrogate in array"] = reading => reading.Texts = ["", "\ud800"],
    };

    public static TheoryData<string> Bad => [.. s_bad.Keys];

    [Theory, MemberData(nameof(Bad))]
    public async Task BulkCreate_Value_InvalidValueOfItsItem(string value)
    {
        var result = await NewOps().BulkCreatePartialAsync([Create(1), Create(2, s_bad[value]), Create(3)]);

        Kinds(result).Should().Equal(null, WriteFailureKind.InvalidValue, null);
        (await IdsAsync()).Should().Equal(1, 3);
    }

    [Theory, MemberData(nameof(Bad))]
    public async Task BulkUpdate_Value_InvalidValueOfItsItem(string value)
    {
        await SeedAsync(new Reading { Id = 1 }, new Reading { Id = 2 }, new Reading { Id = 3 });

        var result = await NewOps().BulkUpdatePartialAsync(
            [Update(1, reading => reading.Text = "new"), Update(2, s_bad[value]), Update(3, reading => reading.Text = "new")]);

        Kinds(result).Should().Equal(null, WriteFailureKind.InvalidValue, null);
        (await CommittedAsync(context => context.Readings.Where(reading => reading.Text == "new").Select(reading => reading.Id).ToListAsync()))
            .Should().BeEquivalentTo([1, 3]);
    }

    [Fact]
    public async Task Create_ValueInJoinedTransaction_TransactionGoesOn()
    {
        var context = NewContext();
        await using var transaction = await context.Database.BeginTransactionAsync();
        var ops = new WriteOps<OddValueContext>(context);
        await ops.CreateAsync(Create(1));

        var thrown = (await FluentActions.Awaiting(() => ops.CreateAsync(Create(2, s_bad["time with offset"])))
            .Should().ThrowAsync<DbUpdateException>()).Which;
        await ops.CreateAsync(Create(3));
        await transaction.CommitAsync();

        WriteFailure.Of(thrown)!.Kind.Should().Be(WriteFailureKind.InvalidValue);
        (await IdsAsync()).Should().Equal(1, 3);
    }

    [Fact]
    public async Task BulkCreate_TimeWithTimeZone_OffsetIsSent()
    {
        var result = await NewOps().BulkCreatePartialAsync([Create(1, reading => reading.Clock = s_withOffset), Create(2)]);

        result.HasFailures.Should().BeFalse();
        (await CommittedAsync(context => context.Readings.SingleAsync(reading => reading.Id == 1))).Clock!.Value.Offset
            .Should().Be(s_withOffset.Offset);
    }

    [Fact]
    public async Task Update_Key_InvalidValue()
    {
        await SeedAsync(new Moment { Id = s_utc });
        var ops = NewOps();

        var thrown = await Record.ExceptionAsync(
            () => ops.UpdateAsync(new Updater<Moment>(UpdaterSpec.For<Moment>(moment => moment.Text = "new"), s_withOffset)));

        WriteFailure.Of(thrown!)!.Kind.Should().Be(WriteFailureKind.InvalidValue);
        await ops.UpdateAsync(new Updater<Moment>(UpdaterSpec.For<Moment>(moment => moment.Text = "new"), s_utc));
    }

    [Fact]
    public async Task BulkConditionalCreate_Gate_InvalidValueOfItsItem()
    {
        await SeedAsync(new Moment { Id = s_utc });
        ConditionalCreator<Reading>[] items =
        [
            .. new[] { s_utc, s_withOffset, s_utc }.Select(
                (time, i) => Create(i + 1).OnlyIf(OnlyIf.Exists<Moment>(moment => moment.Id == time))),
        ];

        // Each by itself: a window's gates travel with its savepoint.
        var result = await NewOps(Database.ConfigureItemByItem).BulkConditionalCreatePartialAsync<Reading>([.. items]);

        Kinds(result).Should().Equal(null, WriteFailureKind.InvalidValue, null);
        result.Failed[0].Message.Should().Contain("gate");
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task BulkConditionalCreate_GateRefusedByDriver_InvalidValue(bool isText)
    {
        var text = "\ud800";
        var time = DateTime.SpecifyKind(s_utc.DateTime, DateTimeKind.Local);
        var gate = isText
            ? OnlyIf.Exists<Reading>(reading => reading.Text == text)
            : OnlyIf.Exists<Reading>(reading => reading.LocalTime == time);

        var result = await NewOps(Database.ConfigureItemByItem).BulkConditionalCreatePartialAsync<Reading>([Create(1).OnlyIf(gate)]);

        Kinds(result).Should().Equal(WriteFailureKind.InvalidValue);
    }

    private static IEnumerable<WriteFailureKind?> Kinds<T>(BulkResult<T> result) where T : class => result.Items.Select(item => item.Failure?.Kind);

    private static CreatorSpec<Reading> Create(int id, Action<Reading>? damage = null) => CreatorSpec.For(() =>
    {
        var reading = new Reading { Id = id };
        damage?.Invoke(reading);
        return reading;
    });

    private static Updater<Reading> Update(int id, Action<Reading> change) => new(UpdaterSpec.For(change), id);

    private Task<List<int>> IdsAsync() =>
        CommittedAsync(context => context.Readings.OrderBy(reading => reading.Id).Select(reading => reading.Id).ToListAsync());
}

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlUnsendableValueInWindowsTests(PostgreSqlTestProvider provider)
    : UnsendableValueTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlUnsendableValueItemByItemTests(PostgreSqlTestProvider provider)
    : UnsendableValueTests(provider, EngineSetting.ItemByItem);
