using static Conditional.Bulk.Contracts.Truth.Items;

namespace Conditional.Bulk.Contracts.Truth;

/// <summary>Items do not know each other: nothing of one is written with, connected to, or taken from another.</summary>
public abstract class SeparateItemsTests(TestProvider provider) : TruthTests<ParcelContext>(provider)
{
    [Fact]
    public Task BulkCreate_SpecChangesTheEntityOfAnEarlierItem_TheChangeIsNotWritten() => ShouldHoldAsync(new Batch<Parcel>
    {
        Items = () =>
        {
            var first = new Parcel { Text = "a" };
            return
            [
                Create(() => first),
                Create(() =>
                {
                    first.Text = "changed";
                    return new Parcel { Text = "b" };
                }),
                Create(() => new Parcel { Text = "c" }),
            ];
        },
        Outcomes = [Ok, Ok, Ok],
        Rows = ["1 a", "2 b", "3 c"],
        ReturnsWhatIsStored = false,
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task BulkUpdate_ApplyChangesTheEntityOfAnEarlierItem_TheChangeIsNotWritten(bool throws) => ShouldHoldAsync(new Batch<Parcel>
    {
        Seed = Parcels,
        Items = () =>
        {
            Parcel? first = null;
            return
            [
                Update<Parcel>(1, parcel => (first, parcel.Text) = (parcel, "x")),
                Update<Parcel>(2, parcel =>
                {
                    first!.Text = "changed";
                    parcel.Text = "y";
                    if (throws) throw new InvalidTimeZoneException();
                }),
                Update<Parcel>(3, parcel => parcel.Text = "z"),
            ];
        },
        Outcomes = [Ok, throws ? SpecFailed : Ok, Ok],
        Rows = ["1 x", throws ? "2 b" : "2 y", "3 z"],
        ReturnsWhatIsStored = false,
    });

    [Fact]
    public Task BulkUpdate_ApplyChangesAnEntityThatIsNotChangedOtherwise_TheChangeIsNotWritten() => ShouldHoldAsync(new Batch<Parcel>
    {
        Seed = Parcels,
        Items = () =>
        {
            Parcel? first = null;
            return
            [
                Update<Parcel>(1, parcel => first = parcel),
                Update<Parcel>(2, _ => first!.Text = "changed"),
                Update<Parcel>(3, _ => first!.Contents.Add(new Content { Text = "smuggled" })),
            ];
        },
        Outcomes = [Ok, Ok, Ok],
        Rows = ["1 a", "2 b", "3 c"],
        ReturnsWhatIsStored = false,
    });

    [Fact]
    public Task BulkUpdate_ApplyChangesTheEntityOfALaterItemThroughANavigation_OnlyItsOwnGraphIsWritten() => ShouldHoldAsync(new Batch<Parcel>
    {
        Seed = Parcels,
        Items = () =>
        [
            Update<Parcel>(1, parcel => parcel.Contents.Add(new Content { Text = "one" })),
            Update<Parcel>(2, parcel => parcel.Contents.Add(new Content { Text = "two" })),
            Update<Parcel>(1, parcel => parcel.Contents.Add(new Content { Text = "three" })),
        ],
        Outcomes = [Ok, Ok, Ok],
        Rows = ["1 a", "2 b", "3 c", "one of 1", "three of 1", "two of 2"],
    });

    [Fact]
    public Task BulkCreate_RowThatRefersToTheKeyThatAnEarlierItemGets_IsAsWrittenAlone() => ShouldHoldAsync(new Batch<Parcel>
    {
        Items = () =>
        [
            Create(() => new Parcel { Text = "a" }),
            Create(() => new Parcel { Text = "b", ParentId = 1 }),
            Create(() => new Parcel { Text = "c", ParentId = 2, Contents = { new Content { Text = "c" } } }),
            Create(() => new Parcel { Text = "d", ParentId = 9 }),
        ],
        Outcomes = [Ok, Ok, Ok, ForeignKeyViolation],
        Rows = ["1 a", "2 b", "3 c", "c of 3"],
    });

    [Fact]
    public Task BulkCreate_RowThatRefersToTheKeyThatAChildOfAnEarlierItemGets_IsAsWrittenAlone() => ShouldHoldAsync(new Batch<Parcel>
    {
        Items = () =>
        [
            Create(() => new Parcel { Text = "a", Contents = { new Content { Text = "one" } } }),
            Create(() => new Parcel { Text = "b", MainId = 1 }),
            Create(() => new Parcel { Text = "c", MainId = 2 }),
            Create(() => new Parcel { Text = "d", Contents = { new Content { Text = "two" } } }),
            Create(() => new Parcel { Text = "e", MainId = 1 }),
        ],
        Outcomes = [Ok, Ok, ForeignKeyViolation, Ok, Ok],
    });

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public Task BulkCreate_RowThatRefersToTheKeyThatAFailedItemWasAboutToGet_FailsAndIsNotCutOff(int key) => ShouldHoldAsync(new Batch<Parcel>
    {
        Seed = () => [new Label { Id = 1, Text = "taken" }],
        Items = () =>
        [
            Create(() => new Parcel { Text = "a", Label = new Label { Id = 1, Text = "again" }, Contents = { new Content { Text = "one" } } }),
            Create(() => new Parcel { Text = "b", MainId = key }),
            Create(() => new Parcel { Text = "c" }),
        ],
        Outcomes = [UniqueViolation, ForeignKeyViolation, Ok],
    });

    [Fact]
    public Task BulkCreate_GraphThenAGivenKey_LaterItemFails() => ShouldHoldAsync(new Batch<Parcel>
    {
        Items = () =>
        [
            Create(() => new Parcel { Text = "a", Contents = { new Content { Text = "one" } } }),
            Create(() => new Parcel { Id = 1, Text = "b" }),
        ],
        Outcomes = [Ok, UniqueViolation],
        Rows = ["1 a", "one of 1"],
    });

    [Fact]
    public Task BulkCreate_GivenKeysAmongGeneratedOnesInGraphs_AreAsWrittenAlone() => ShouldHoldAsync(new Batch<Parcel>
    {
        Items = () =>
        [
            Create(() => new Parcel { Text = "a", Contents = { new Content { Text = "one" }, new Content { Text = "two" } } }),
            Create(() => new Parcel { Text = "b", Contents = { new Content { Id = 2, Text = "three" } } }),
            Create(() => new Parcel { Id = 7, Text = "c", Contents = { new Content { Text = "four" } } }),
            Create(() => new Parcel { Id = 1, Text = "d" }),
        ],
    });

    [Fact]
    public Task BulkCreate_SameInstanceTwice_SecondFailsWherever() => ShouldHoldAsync(new Batch<Parcel>
    {
        Seed = () => [new Label { Id = 1, Text = "taken" }],
        Items = () =>
        {
            var (one, two) = (new Parcel { Text = "a" }, new Parcel { Text = "b" });
            return
            [
                Create(() => one),
                Create(() => new Parcel { Text = "c", Label = new Label { Id = 1, Text = "again" } }),
                Create(() => one),
                Create(() => two),
                Create(() => new Parcel { Text = "d", ParentId = 99 }),
                Create(() => two),
            ];
        },
        Outcomes = [Ok, UniqueViolation, SpecFailed, Ok, ForeignKeyViolation, SpecFailed],
    });

    [Fact]
    public Task BulkCreate_RowsWithTheSameParent_ResultsAreNotConnected() => ShouldHoldAsync(new Batch<Parcel>
    {
        Seed = Parcels,
        Items = () => [.. Enumerable.Range(1, 4).Select(i => Create(() => new Parcel { Text = $"n{i}", ParentId = 1 + (i % 2) }))],
        Outcomes = [Ok, Ok, Ok, Ok],
    });

    [Fact]
    public Task BulkUpdate_RowsThatReferToEachOther_ResultsAreNotConnected() => ShouldHoldAsync(new Batch<Parcel>
    {
        Seed = Parcels,
        Items = () =>
        [
            Update<Parcel>(1, parcel => parcel.ParentId = 2),
            Update<Parcel>(2, parcel => parcel.ParentId = 3),
            Update<Parcel>(3, parcel => parcel.ParentId = 1),
        ],
        Outcomes = [Ok, Ok, Ok],
    });

    [Fact]
    public Task BulkCreate_JoinRowsBetweenOtherItems_ResultsAreNotConnected() => ShouldHoldAsync(new Batch<Tagging>
    {
        Seed = () => [.. Parcels(), new Tag { Id = 1 }, new Tag { Id = 2 }],
        Items = () =>
        [
            Create(() => new Tagging { ParcelId = 1, TagId = 1 }),
            Create(() => new Tagging { ParcelId = 1, TagId = 2 }),
            Create(() => new Tagging { ParcelId = 2, TagId = 1 }),
            Create(() => new Tagging { ParcelId = 1, TagId = 1 }),
        ],
        Outcomes = [Ok, Ok, Ok, UniqueViolation],
    });

    [Fact]
    public Task BulkUpdate_JoinRowsThroughSkipNavigations_ResultsAreNotConnected() => ShouldHoldAsync(new Batch<Tag>
    {
        Seed = () => [.. Parcels(), new Tag { Id = 1 }, new Tag { Id = 2 }],
        Items = () =>
        [
            Update<Tag>(1, tag => tag.Parcels.Add(new Parcel { Text = "new" })),
            Update<Tag>(2, tag => tag.Parcels.Add(new Parcel { Text = "newer" })),
            Update<Tag>(1, tag => tag.Parcels.Add(new Parcel { Text = "newest" })),
        ],
        Outcomes = [Ok, Ok, Ok],
    });

    [Fact]
    public Task BulkUpdate_ItemsThatMeetInAChild_ApplyIsCalledOnce() => ShouldHoldAsync(new Batch<Parcel>
    {
        Seed = Parcels,
        Items = () =>
        {
            var shared = new Content { Text = "shared" };
            return
            [
                Update<Parcel>(1, parcel => parcel.Contents.Add(shared)),
                Update<Parcel>(2, parcel => parcel.Contents.Add(shared)),
                Update<Parcel>(3, parcel => parcel.Text = "z"),
            ];
        },
        Outcomes = [Ok, SpecFailed, Ok],
        Rows = ["1 a", "2 b", "3 z", "shared of 1"],
    });

    protected override async Task<List<string>> RowsAsync(ParcelContext context) =>
    [
        .. (await context.Parcels.OrderBy(parcel => parcel.Id).ToListAsync()).Select(parcel => $"{parcel.Id} {parcel.Text}"),
        .. (await context.Contents.ToListAsync()).Select(content => $"{content.Text} of {content.ParcelId}").Order(StringComparer.Ordinal),
    ];

    private static IEnumerable<object> Parcels() => "abc".Select(text => new Parcel { Text = $"{text}" });
}

/// <summary>Generated keys, rows that refer to rows of the same batch, and a join type without navigations.</summary>
public sealed class ParcelContext(DbContextOptions<ParcelContext> options) : DbContext(options)
{
    public DbSet<Parcel> Parcels => Set<Parcel>();

    public DbSet<Content> Contents => Set<Content>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Parcel>(parcel =>
        {
            parcel.HasOne(row => row.Parent).WithMany(row => row.Children).HasForeignKey(row => row.ParentId);
            parcel.HasMany(row => row.Contents).WithOne(row => row.Parcel).HasForeignKey(row => row.ParcelId);
            parcel.HasOne(row => row.Main).WithMany().HasForeignKey(row => row.MainId);
            parcel.HasOne(row => row.Label).WithMany().HasForeignKey(row => row.LabelId);
            parcel.HasMany(row => row.Tags).WithMany(tag => tag.Parcels).UsingEntity<Tagging>(
                tagging => tagging.HasOne<Tag>().WithMany().HasForeignKey(row => row.TagId),
                tagging => tagging.HasOne<Parcel>().WithMany().HasForeignKey(row => row.ParcelId));
        });
        modelBuilder.Entity<Label>().Property(row => row.Id).ValueGeneratedNever();
        modelBuilder.Entity<Tag>().Property(row => row.Id).ValueGeneratedNever();
    }
}

public sealed class Parcel
{
    public int Id { get; set; }

    public required string Text { get; set; }

    public int? ParentId { get; set; }

    public Parcel? Parent { get; set; }

    public List<Parcel> Children { get; } = [];

    public int? MainId { get; set; }

    public Content? Main { get; set; }

    public int? LabelId { get; set; }

    public Label? Label { get; set; }

    public List<Content> Contents { get; } = [];

    public List<Tag> Tags { get; } = [];
}

public sealed class Content
{
    public int Id { get; set; }

    public required string Text { get; set; }

    public int ParcelId { get; set; }

    public Parcel? Parcel { get; set; }
}

public sealed class Label
{
    public int Id { get; set; }

    public required string Text { get; set; }
}

public sealed class Tag
{
    public int Id { get; set; }

    public List<Parcel> Parcels { get; } = [];
}

public sealed class Tagging
{
    public int ParcelId { get; set; }

    public int TagId { get; set; }
}
