using Microsoft.EntityFrameworkCore;

namespace Conditional.Bulk.Tests.Batches;

public sealed class BulkOptionsTests
{
    [Fact]
    public void Constructor_NothingSet_InheritsEverything()
    {
        new BulkOptions().ItemsPerSavepoint.Should().BeNull();
        new BulkOptions().ItemsPerWindow.Should().BeNull();
        new BulkOptions().WindowsDespiteInterceptors.Should().BeNull();
        new BulkOptions().MaxFailures.Should().BeNull();
        new BulkOptions().Progress.Should().BeNull();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void UseConditionalBulk_ItemsPerSavepointBelowOneOnSqlite_Throws(int itemsPerSavepoint)
    {
        FluentActions.Invoking(() => WithDefaultsOnSqlite(new BulkOptions { ItemsPerSavepoint = itemsPerSavepoint }))
            .Should().ThrowExactly<ArgumentOutOfRangeException>().WithParameterName("defaults")
            .Which.ActualValue.Should().Be(itemsPerSavepoint);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void UseConditionalBulk_ItemsPerSavepointBelowOneOnPostgreSql_Throws(int itemsPerSavepoint)
    {
        FluentActions.Invoking(() => WithDefaultsOnPostgreSql(new BulkOptions { ItemsPerSavepoint = itemsPerSavepoint }))
            .Should().ThrowExactly<ArgumentOutOfRangeException>().WithParameterName("defaults")
            .Which.ActualValue.Should().Be(itemsPerSavepoint);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void UseConditionalBulk_ItemsPerWindowBelowOneOnSqlite_Throws(int itemsPerWindow)
    {
        FluentActions.Invoking(() => WithDefaultsOnSqlite(new BulkOptions { ItemsPerWindow = itemsPerWindow }))
            .Should().ThrowExactly<ArgumentOutOfRangeException>().WithParameterName("defaults")
            .Which.ActualValue.Should().Be(itemsPerWindow);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void UseConditionalBulk_ItemsPerWindowBelowOneOnPostgreSql_Throws(int itemsPerWindow)
    {
        FluentActions.Invoking(() => WithDefaultsOnPostgreSql(new BulkOptions { ItemsPerWindow = itemsPerWindow }))
            .Should().ThrowExactly<ArgumentOutOfRangeException>().WithParameterName("defaults")
            .Which.ActualValue.Should().Be(itemsPerWindow);
    }

    [Fact]
    public void UseConditionalBulk_NegativeMaxFailures_Throws()
    {
        FluentActions.Invoking(() => WithDefaultsOnSqlite(new BulkOptions { MaxFailures = -1 }))
            .Should().ThrowExactly<ArgumentOutOfRangeException>().WithParameterName("defaults")
            .Which.Message.Should().Contain("MaxFailures must be at least 0");
        FluentActions.Invoking(() => WithDefaultsOnPostgreSql(new BulkOptions { MaxFailures = -1 }))
            .Should().ThrowExactly<ArgumentOutOfRangeException>().WithParameterName("defaults")
            .Which.ActualValue.Should().Be(-1);
    }

    [Fact]
    public void UseConditionalBulk_LeastOfEachOption_IsAccepted()
    {
        var one = new BulkOptions { ItemsPerSavepoint = 1, ItemsPerWindow = 1, MaxFailures = 0 };
        FluentActions.Invoking(() => WithDefaultsOnSqlite(one)).Should().NotThrow();
        FluentActions.Invoking(() => WithDefaultsOnPostgreSql(one)).Should().NotThrow();
    }

    [Fact]
    public void UseConditionalBulk_NullBuilder_Throws()
    {
        FluentActions.Invoking(() => ConditionalBulkSqliteExtensions.UseConditionalBulk(null!))
            .Should().ThrowExactly<ArgumentNullException>().WithParameterName("builder");
        FluentActions.Invoking(() => ConditionalBulkNpgsqlExtensions.UseConditionalBulk(null!))
            .Should().ThrowExactly<ArgumentNullException>().WithParameterName("builder");
    }

    private static DbContextOptionsBuilder WithDefaultsOnSqlite(BulkOptions defaults) =>
        new DbContextOptionsBuilder().UseSqlite(sqlite => sqlite.UseConditionalBulk(defaults));

    private static DbContextOptionsBuilder WithDefaultsOnPostgreSql(BulkOptions defaults) =>
        new DbContextOptionsBuilder().UseNpgsql(npgsql => npgsql.UseConditionalBulk(defaults));
}
