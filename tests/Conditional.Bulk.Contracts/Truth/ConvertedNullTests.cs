using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using static Conditional.Bulk.Contracts.Truth.Items;

namespace Conditional.Bulk.Contracts.Truth;

/// <summary>A converter may store null as something else.</summary>
public abstract class ConvertedNullTests(TestProvider provider) : TruthTests<RemarkContext>(provider)
{
    [Fact]
    public Task BulkCreate_ConverterOfNulls_StoresWhatItMakesOfNull() => ShouldHoldAsync(new Batch<Remark>
    {
        Items = () => [.. new[] { null, "a", null }.Select((text, i) => Create(() => new Remark { Id = i, Text = text }))],
        Outcomes = [Ok, Ok, Ok],
        Rows = ["0: (none)", "1: a", "2: (none)"],
    });

    [Fact]
    public Task BulkUpdate_ConverterOfNulls_StoresWhatItMakesOfNull() => ShouldHoldAsync(new Batch<Remark>
    {
        Seed = () => [new Remark { Id = 1, Text = "a" }, new Remark { Id = 2, Text = "b" }],
        Items = () => [.. new[] { 1, 2 }.Select(id => Update<Remark>(id, remark => remark.Text = null))],
        Outcomes = [Ok, Ok],
        Rows = ["1: (none)", "2: (none)"],
    });

    protected override async Task<List<string>> RowsAsync(RemarkContext context) => await context.Database
        .SqlQuery<string>($"""SELECT CAST("Id" AS text) || ': ' || coalesce("Text", 'null') AS "Value" FROM "Remark" ORDER BY "Id" """)
        .ToListAsync();
}

public sealed class RemarkContext(DbContextOptions<RemarkContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<Remark>(remark =>
    {
        remark.Property(row => row.Id).ValueGeneratedNever();
        remark.Property(row => row.Text).HasConversion(new NoneForNull());
    });

    private sealed class NoneForNull() : ValueConverter<string?, string?>(text => text ?? "(none)", stored => stored == "(none)" ? null : stored)
    {
        public override bool ConvertsNulls => true;
    }
}

public sealed class Remark
{
    public int Id { get; set; }

    public string? Text { get; set; }
}
