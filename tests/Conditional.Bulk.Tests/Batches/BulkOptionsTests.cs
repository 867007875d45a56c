using Microsoft.EntityFrameworkCore;

namespace Conditional.Bulk.Tests.Batches;

public sealed class BulkOptionsTests
{
    [Fact]
    public void Constructor_NothingSet_InheritsEverything()
    {
        new BulkOptions().ItemsPerSavepoint.Should().BeNull();
        new BulkOptions().Progress.Should().BeNull();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void UseConditionalBulk_ItemsPerSavepointBelowOneOnSqlite_Throws(int itemsPerSavepoint)
    {
        FluentActions.Invoking(() => WithDefaultsOnSqlite(itemsPerSavepoint))
            .Should().ThrowExactly<ArgumentOutOfRangeException>().WithParameterName("defaults")
            .Which.ActualValue.Should().Be(itemsPerSavepoint);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void UseConditionalBulk_ItemsPerSavepointBelowOneOnPostgreSql_Throws(int itemsPerSavepoint)
    {
        FluentActions.Invoking(() => WithDefaultsOnPostgreSql(itemsPerSavepoint))
            .Should().ThrowExactly<ArgumentOutOfRangeException>().WithParameterName("defaults")
            .Which.ActualValue.Should().Be(itemsPerSavepoint);
    }

    [Fact]
    public void UseConditionalBulk_ItemsPerSavepointOfOne_IsAccepted()
    {
        FluentActions.Invoking(() => WithDefaultsOnSqlite(1)).Should().NotThrow();
        FluentActions.Invoking(() => WithDefaultsOnPostgreSql(1)).Should().NotThrow();
    }

    [Fact]
    public void UseConditionalBulk_NullBuilder_Throws()
    {
        FluentActions.Invoking(() => ConditionalBulkSqliteExtensions.UseConditionalBulk(null!))
            .Should().ThrowExactly<ArgumentNullException>().WithParameterName("builder");
        FluentActions.Invoking(() => ConditionalBulkNpgsqlExtensions.UseConditionalBulk(null!))
            .Should().ThrowExactly<ArgumentNullException>().WithParameterName("builder");
    }

    private static DbContextOptionsBuilder WithDefaultsOnSqlite(int itemsPerSavepoint) => new DbContextOptionsBuilder()
        .UseSqlite(sqlite => sqlite.UseConditionalBulk(new BulkOptions { ItemsPerSavepoint = itemsPerSavepoint }));

    private static DbContextOptionsBuilder WithDefaultsOnPostgreSql(int itemsPerSavepoint) => new DbContextOptionsBuilder()
        .UseNpgsql(npgsql => npgsql.UseConditionalBulk(new BulkOptions { ItemsPerSavepoint = itemsPerSavepoint }));
}
