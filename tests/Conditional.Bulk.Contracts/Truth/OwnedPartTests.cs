using static Conditional.Bulk.Contracts.Truth.Items;

namespace Conditional.Bulk.Contracts.Truth;

/// <summary>Updates that change only a part of an entity, and children that the caller made before the call.</summary>
public abstract class OwnedPartTests(TestProvider provider) : TruthTests<HouseContext>(provider)
{
    public static TheoryData<string> Parts => ["Inline", "Json", "Apart", "Complex", "Rooms", "JsonRooms"];

    [Theory]
    [MemberData(nameof(Parts))]
    public Task BulkUpdate_OnlyAPart_IsWritten(string part) => ShouldHoldAsync(Updates(
        part, [.. Enumerable.Range(1, 4).Select(id => Update<House>(id, house => Change(house, part, $"{id}")))]) with
    {
        Outcomes = [Ok, Ok, Ok, Ok],
    });

    [Theory]
    [MemberData(nameof(Parts))]
    public Task BulkUpdate_OnlyAPartOrAllOrNothing_IsWritten(string part) => ShouldHoldAsync(Updates(
        part,
        Update<House>(1, house => Change(house, part, "x")),
        Update<House>(2, house => house.Name = "two"),
        Update<House>(3, _ => { }),
        Update<House>(4, house =>
        {
            house.Name = "four";
            Change(house, part, "y");
        })) with
    {
        Outcomes = [Ok, Ok, Ok, Ok],
    });

    [Theory]
    [MemberData(nameof(Parts))]
    public Task BulkUpdate_OnlyAPartAmongFailures_IsWritten(string part) => ShouldHoldAsync(Updates(
        part,
        Update<House>(1, house => Change(house, part, "x")),
        Update<House>(2, house => house.Name = "taken"),
        Update<House>(3, house =>
        {
            Change(house, part, "z");
            throw new InvalidTimeZoneException();
        }),
        Update<House>(9, house => Change(house, part, "nine")),
        Update<House>(4, house => Change(house, part, "y")),
        Update<House>(1, house => Change(house, part, house.Name + "again"))) with
    {
        Outcomes = [Ok, UniqueViolation, SpecFailed, TargetNotFound, Ok, Ok],
    });

    [Theory]
    [InlineData("Inline")]
    [InlineData("Json")]
    [InlineData("Apart")]
    public Task BulkUpdate_PartIsTakenAwayOrAdded_IsWritten(string part) => ShouldHoldAsync(Updates(
        part,
        Update<House>(1, house => Set(house, part, null)),
        Update<House>(2, house => Set(house, part, new HousePart("new"))),
        Update<House>(1, house => Set(house, part, new HousePart("back"))),
        Update<House>(3, house => Set(house, part, null))) with
    {
        Outcomes = [Ok, Ok, Ok, Ok],
    });

    [Fact]
    public Task BulkUpdate_OnlyTheEntityThatSharesTheTable_IsWritten() => ShouldHoldAsync(new Batch<Barn>
    {
        Seed = () => Enumerable.Range(1, 5).Select(id => new Barn { Id = id, Loft = new Loft { Id = id } }),
        Items = () =>
        [
            Update<Barn>(1, barn => barn.Loft.Text = "x"),
            Update<Barn>(2, barn => barn.Name = "two"),
            Update<Barn>(3, barn => (barn.Name, barn.Loft.Text) = ("three", "y")),
            Update<Barn>(4, barn =>
            {
                barn.Loft.Text = "z";
                throw new InvalidTimeZoneException();
            }),
            Update<Barn>(1, barn => barn.Loft.Text += "x"),
            Update<Barn>(5, barn => barn.Loft.Text = "five"),
        ],
        Outcomes = [Ok, Ok, Ok, SpecFailed, Ok, Ok],
    });

    [Fact]
    public Task BulkUpdate_ChildrenMadeBeforeTheCall_AreWrittenOnce() => ShouldHoldAsync(new Batch<House>
    {
        Seed = Houses,
        Items = () =>
        {
            Tenant[] tenants = [.. Enumerable.Range(1, 4).Select(i => new Tenant { Name = $"{i}" })];
            return
            [
                .. Enumerable.Range(1, 4).Select(i => Update<House>(i, house =>
                {
                    house.Tenants.Add(tenants[i - 1]);
                    house.Inline!.Text = "let";
                })),
            ];
        },
        Outcomes = [Ok, Ok, Ok, Ok],
    });

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public Task BulkUpdate_ChildrenMadeBeforeTheCallAndOneItemFails_TheOthersAreWritten(int failing) => ShouldHoldAsync(new Batch<House>
    {
        Seed = Houses,
        Items = () =>
        {
            Tenant[] tenants = [.. Enumerable.Range(1, 4).Select(i => new Tenant { Name = i == failing + 1 ? "taken" : $"{i}" })];
            return [.. Enumerable.Range(1, 4).Select(i => Update<House>(i, house => house.Tenants.Add(tenants[i - 1])))];
        },
        Outcomes = [.. Enumerable.Range(0, 4).Select(i => i == failing ? UniqueViolation : Ok)],
    });

    [Fact]
    public async Task BulkCreate_InstanceOfAnItemThatFailed_KeepsNoKeyAndCanBeWrittenLater()
    {
        foreach (var setting in Provider.Settings)
        {
            await ResetAsync();
            await SeedAsync([.. Houses()]);
            Tenant[] tenants = [new() { Name = "a" }, new() { Name = "taken" }, new() { Name = "b" }];
            await using var context = NewContext(setting);
            var ops = new WriteOps<HouseContext>(context);

            var result = await ops.BulkCreatePartialAsync(tenants.Select(tenant => CreatorSpec.For(() => tenant)), setting.Defaults);

            result.ShouldFailOnlyAt(1, WriteFailureKind.UniqueViolation);
            tenants[1].Id.Should().Be(0, $"{setting}");
            tenants[1].Name = "c";
            var second = await ops.BulkCreatePartialAsync([CreatorSpec.For(() => tenants[1])], setting.Defaults);
            second.HasFailures.Should().BeFalse();
        }
    }

    protected override async Task<List<string>> RowsAsync(HouseContext context) =>
        [.. (await context.Houses.OrderBy(house => house.Id).ToListAsync()).Select(house => $"{house.Id} {house.Name}")];

    private static Batch<House> Updates(string part, params BatchItem<House>[] items) =>
        new() { Seed = () => Houses(), Items = () => items.Length == 0 ? throw new InvalidOperationException(part) : items };

    private static IEnumerable<object> Houses() =>
    [
        .. Enumerable.Range(1, 4).Select(id => new House
        {
            Id = id,
            Name = $"{id}",
            Inline = new("i"),
            Json = new("j"),
            Apart = new("a"),
            Complex = new("c"),
            Rooms = { new("r") },
            JsonRooms = { new("q") },
        }),
        new House { Id = 5, Name = "taken", Tenants = { new Tenant { Name = "taken" } } },
    ];

    private static void Change(House house, string part, string text)
    {
        switch (part)
        {
            case "Inline": house.Inline!.Text = text; break;
            case "Json": house.Json!.Text = text; break;
            case "Apart": house.Apart!.Text = text; break;
            case "Complex": house.Complex.Text = text; break;
            case "Rooms": house.Rooms.Add(new(text)); break;
            default: house.JsonRooms.Add(new(text)); break;
        }
    }

    private static void Set(House house, string part, HousePart? value)
    {
        switch (part)
        {
            case "Inline": house.Inline = value; break;
            case "Json": house.Json = value; break;
            default: house.Apart = value; break;
        }
    }
}

/// <summary>Parts in the owner's table, in JSON, in tables of their own, and an entity that shares the table.</summary>
public sealed class HouseContext(DbContextOptions<HouseContext> options) : DbContext(options)
{
    public DbSet<House> Houses => Set<House>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<House>(house =>
        {
            house.ToTable("Houses");
            house.Property(row => row.Id).ValueGeneratedNever();
            house.HasIndex(row => row.Name).IsUnique();
            house.OwnsOne(row => row.Inline);
            house.OwnsOne(row => row.Json, json => json.ToJson());
            house.OwnsOne(row => row.Apart, apart => apart.ToTable("Aparts"));
            house.ComplexProperty(row => row.Complex);
            house.OwnsMany(row => row.Rooms, rooms =>
            {
                rooms.Property<int>("Id");
                rooms.HasKey("Id");
            });
            house.OwnsMany(row => row.JsonRooms, json => json.ToJson());
        });
        modelBuilder.Entity<Barn>(barn =>
        {
            barn.ToTable("Barns");
            barn.Property(row => row.Id).ValueGeneratedNever();
            barn.HasOne(row => row.Loft).WithOne().HasForeignKey<Loft>(row => row.Id);
            barn.Navigation(row => row.Loft).IsRequired().AutoInclude();
        });
        modelBuilder.Entity<Loft>().ToTable("Barns");
        modelBuilder.Entity<Tenant>().HasIndex(row => row.Name).IsUnique();
    }
}

public sealed class House
{
    public int Id { get; set; }

    public required string Name { get; set; }

    public HousePart? Inline { get; set; }

    public HousePart? Json { get; set; }

    public HousePart? Apart { get; set; }

    public HousePart Complex { get; set; } = new("");

    public List<HousePart> Rooms { get; } = [];

    public List<HousePart> JsonRooms { get; } = [];

    public List<Tenant> Tenants { get; } = [];
}

public sealed class HousePart(string text)
{
    public string Text { get; set; } = text;
}

public sealed class Barn
{
    public int Id { get; set; }

    public string? Name { get; set; }

    public Loft Loft { get; set; } = null!;
}

/// <summary>Shares the table of its barn.</summary>
public sealed class Loft
{
    public int Id { get; set; }

    public string? Text { get; set; }
}

public sealed class Tenant
{
    public int Id { get; set; }

    public required string Name { get; set; }
}
