using Conditional.Bulk.Contracts.Currents;

namespace Conditional.Bulk.Sqlite.Tests.Currents;

/// <summary>Text that the database takes for the same, and .NET does not.</summary>
public abstract class SqliteCollationTests(EngineSetting engine) : ContractTests<NoCaseContext>(SqliteTestProvider.Instance, engine)
{
    [Fact]
    public async Task BulkCreate_KeyOfAnotherCase_IsTheRowThere()
    {
        await SeedAsync(new Tag { Name = "red", Note = "first" }, new Tag { Name = "blue", Note = "second" });

        var result = await NewOps().BulkCreatePartialAsync(
            new[] { "RED", "green", "Red", "blue", "GREEN" }.Select(name => CreatorSpec.For(() => new Tag { Name = name, Note = name })),
            new() { LoadCurrent = true });

        result.Currents().Should().Equal("first", "ok", "first", "second", "green");
    }
}

public sealed class SqliteCollationInWindowsTests() : SqliteCollationTests(EngineSetting.InWindows);

public sealed class SqliteCollationItemByItemTests() : SqliteCollationTests(EngineSetting.ItemByItem);

public sealed class NoCaseContext(DbContextOptions<NoCaseContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<Tag>(tag =>
    {
        tag.HasKey(row => row.Name);
        tag.Property(row => row.Name).UseCollation("NOCASE");
    });
}
