namespace Conditional.Bulk.Contracts.EntityFramework;

public abstract class JsonTests(TestProvider provider, EngineSetting engine) : RoundTripTests<JsonContext>(provider, engine)
{
    [Fact]
    public Task CreateUpdatePurge_OwnedJson_FailingItemsLeaveNothing() => RoundTripAsync(
        name => new OwnedJsonRow { Name = name, Document = NewDocument() },
        (row, name) => Change(row.Document, name),
        row => [row.Id]);

    [Fact]
    public Task CreateUpdatePurge_ComplexJson_FailingItemsLeaveNothing() => RoundTripAsync(
        name => new ComplexJsonRow { Name = name, Document = NewDocument(), Others = [NewDocument()] },
        (row, name) =>
        {
            Change(row.Document, name);
            row.Others.Add(NewDocument());
        },
        row => [row.Id]);

    [Fact]
    public async Task Update_OneValueInsideTheDocument_TheRestStays()
    {
        var row = new OwnedJsonRow { Name = "a", Document = NewDocument() };
        await SeedAsync(row);

        await NewOps().UpdateAsync(
            new Updater<OwnedJsonRow>(UpdaterSpec.For<OwnedJsonRow>(loaded => loaded.Document.Parts[1].Size = 20), row.Id));

        row.Document.Parts[1].Size = 20;
        (await CommittedAsync(context => context.Set<OwnedJsonRow>().AsNoTracking().SingleAsync())).Should().BeEquivalentTo(row);
    }

    [Fact]
    public async Task Update_TargetConditionInsideTheDocument_DecidesByTheRow()
    {
        var (draft, final) = (NewRow("draft"), NewRow("final"));
        await SeedAsync(draft, final);

        var result = await NewOps().BulkConditionalUpdatePartialAsync<OwnedJsonRow>([Retitle(draft), Retitle(final)]);

        result.ShouldFailOnlyAt(1, WriteFailureKind.NotAllowed);
        result.Succeeded.Should().ContainSingle().Which.Document.Title.Should().Be("new");

        static OwnedJsonRow NewRow(string title) =>
            new() { Name = title, Document = new JsonDocument { Title = title, Parts = [] } };

        static ConditionalUpdater<OwnedJsonRow> Retitle(OwnedJsonRow row) =>
            new Updater<OwnedJsonRow>(UpdaterSpec.For<OwnedJsonRow>(loaded => loaded.Document.Title = "new"), row.Id)
                .OnlyIf(OnlyIf.Target<OwnedJsonRow>(target => target.Document.Title == "draft"));
    }

    private static JsonDocument NewDocument() => new() { Title = "old", Parts = [new() { Size = 1 }, new() { Size = 2 }] };

    private static void Change(JsonDocument document, string title)
    {
        document.Title = title;
        document.Parts.RemoveAt(0);
        document.Parts.Add(new JsonPart { Size = title.Length });
    }
}

public sealed class JsonContext(DbContextOptions<JsonContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<OwnedJsonRow>(row =>
        {
            row.HasIndex(entity => entity.Name).IsUnique();
            row.OwnsOne(entity => entity.Document, document =>
            {
                document.ToJson();
                document.OwnsMany(owned => owned.Parts);
            });
        });
        modelBuilder.Entity<ComplexJsonRow>(row =>
        {
            row.HasIndex(entity => entity.Name).IsUnique();
            row.ComplexProperty(entity => entity.Document, document =>
            {
                document.ToJson();
                document.ComplexCollection(complex => complex.Parts);
            });
            row.ComplexCollection(entity => entity.Others, others =>
            {
                others.ToJson();
                others.ComplexCollection(complex => complex.Parts);
            });
        });
    }
}

public sealed class JsonDocument
{
    public required string Title { get; set; }

    public List<JsonPart> Parts { get; set; } = [];
}

public sealed class JsonPart
{
    public int Size { get; set; }
}

public sealed class OwnedJsonRow : INamedRow
{
    public int Id { get; set; }

    public required string Name { get; set; }

    public required JsonDocument Document { get; set; }
}

public sealed class ComplexJsonRow : INamedRow
{
    public int Id { get; set; }

    public required string Name { get; set; }

    public required JsonDocument Document { get; set; }

    public List<JsonDocument> Others { get; set; } = [];
}
