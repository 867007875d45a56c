using System.Text.RegularExpressions;

namespace Conditional.Bulk.PostgreSQL.Tests.Batches;

/// <summary>The round trips of mixed batches as applications send them.</summary>
[Collection(PostgreSqlCollection.Name)]
public sealed partial class MixedRoundTripTests(PostgreSqlTestProvider provider)
    : ContractTests<MixedRoundTripTests.OrderContext>(provider, EngineSetting.InWindows), IAsyncLifetime
{
    private const int Size = 500;
    private static readonly Guid s_user = new("0197f000-0000-7000-8000-00000000000a");
    private static readonly BulkOptions s_inWindows = new() { ItemsPerWindow = 1_000 };

    private List<Order> _orders = null!;
    private StatementLog _log = null!;
    private WriteOps<OrderContext> _ops = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _orders = [.. Enumerable.Range(0, Size).Select(i => new Order
        {
            Id = Guid.NewGuid(), Number = $"N{i:d4}", Region = i % 25 is 3 ? "south" : "north", Status = i % 50 is 9 ? Status.Closed : Status.Open,
        })];
        await SeedAsync([.. _orders, new UserRole { User = s_user, Region = "north" }]);
        _log = await Database.OpenLogAsync();
        _ops = NewOps(_log.Configure);
        await _ops.CreateAsync(CreatorSpec.For(() => new Order { Id = Guid.NewGuid(), Number = "warm", Region = "north" }));
        _log.Clear();
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await _log.DisposeAsync();
    }

    [Fact]
    public async Task BulkWrite_FiveHundredGatedWritesInTurn_AtMostTenRoundTrips()
    {
        var batch = new WriteBatch<int>(Enumerable.Range(0, Size), i => (i % 4) switch
        {
            0 => CreatorSpec.For(() => new Order { Id = Guid.NewGuid(), Number = $"new {i}", Region = "north" }).OnlyIf(MayCreate("north")),
            1 => new Updater<Order>(Note(i), _orders[i].Id).OnlyIf(MayChange(_orders[i])),
            2 => new Purger<Order>(_orders[i].Id).OnlyIf(MayChange(_orders[i])),
            _ => new Upserter<Order>(
                CreatorSpec.For(() => new Order { Id = _orders[i].Id, Number = _orders[i].Number, Region = "north" }), Note(i), _orders[i].Id)
                .OnlyIf(MayChange(_orders[i])),
        });

        var result = await _ops.BulkWritePartialAsync(batch, s_inWindows);

        result.Failed.Select(failed => (failed.Source, failed.Failure.Kind, failed.Failure.Reason)).Should().Equal(
            Enumerable.Range(0, Size).Where(i => i % 4 != 0 && (i % 25 is 3 || i % 50 is 9))
                .Select(i => (i, WriteFailureKind.NotAllowed, (string?)(i % 25 is 3 ? "role" : "closed"))));
        _log.RoundTrips.Should().HaveCountLessThanOrEqualTo(10, "of {0}", string.Join("; ", _log.Shape.Select(Shortened)));
    }

    [Fact]
    public async Task BulkWrite_UpsertsByATextKeyHalfThere_AtMostTenRoundTrips()
    {
        var batch = new WriteBatch<int>(Enumerable.Range(0, Size), i => new Upserter<Order>(
            CreatorSpec.For(() => new Order { Id = Guid.NewGuid(), Number = Number(i), Region = "north" }),
            Note(i),
            Key<Order>.Of(order => order.Number, Number(i))));

        var result = await _ops.BulkWritePartialAsync(batch, s_inWindows);

        result.Items.Select(item => item.Action).Should().Equal(
            Enumerable.Range(0, Size).Select(i => i % 2 is 0 ? WriteAction.Updated : WriteAction.Created));
        _log.RoundTrips.Should().HaveCountLessThanOrEqualTo(10, "of {0}", string.Join("; ", _log.Shape.Select(Shortened)));

        static string Number(int i) => i % 2 is 0 ? $"N{i:d4}" : $"other {i}";
    }

    [Fact]
    public async Task BulkWrite_UpdatesAndPurgesByATextKeyHalfThere_AtMostTenRoundTrips()
    {
        var batch = new WriteBatch<int>(Enumerable.Range(0, Size), i => i % 4 < 2
            ? new Updater<Order>(Note(i), Key<Order>.Of(order => order.Number, Number(i)))
            : new Purger<Order>(Key<Order>.Of(order => order.Number, Number(i))));

        var result = await _ops.BulkWritePartialAsync(batch, s_inWindows);

        result.Items.Select(item => item.Failure?.Kind).Should().Equal(
            Enumerable.Range(0, Size).Select(i => i % 2 is 0 ? (WriteFailureKind?)null : WriteFailureKind.TargetNotFound));
        _log.RoundTrips.Should().HaveCountLessThanOrEqualTo(10, "of {0}", string.Join("; ", _log.Shape.Select(Shortened)));

        static string Number(int i) => i % 2 is 0 ? $"N{i:d4}" : $"other {i}";
    }

    private static OnlyIf MayCreate(string region) =>
        OnlyIf.Exists<UserRole>(role => role.User == s_user && role.Region == region).Because("role");

    private static OnlyIf MayChange(Order seen) =>
        OnlyIf.Target<Order, UserRole>((order, role) => role.User == s_user && role.Region == order.Region).Because("role")
        & OnlyIf.Target<Order>(order => order.Status != Status.Closed).Because("closed")
        & OnlyIf.Version<Order>(seen.Version).Because("stale");

    private static UpdaterSpec<Order> Note(int i) => UpdaterSpec.For<Order>(order => order.Note = $"{i}");

    private static string Shortened(string turn) => Long().Replace(turn, "$1, …");

    [GeneratedRegex("^(.{60}).*$")]
    private static partial Regex Long();

    public sealed class OrderContext(DbContextOptions<OrderContext> options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            modelBuilder.Entity<Order>(order =>
            {
                order.HasIndex(row => row.Number).IsUnique();
                order.Property(row => row.Version).IsRowVersion();
            });
            modelBuilder.Entity<UserRole>().HasKey(role => new { role.User, role.Region });
        }
    }

    public enum Status
    {
        Open,
        Closed,
    }

    public sealed class Order
    {
        public Guid Id { get; set; }

        public required string Number { get; set; }

        public required string Region { get; set; }

        public Status Status { get; set; }

        public string? Note { get; set; }

        public uint Version { get; set; }
    }

    public sealed class UserRole
    {
        public Guid User { get; set; }

        public required string Region { get; set; }
    }
}
