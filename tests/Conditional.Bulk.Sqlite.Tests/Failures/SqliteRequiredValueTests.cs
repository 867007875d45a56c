using Conditional.Bulk.Contracts.Failures;

namespace Conditional.Bulk.Sqlite.Tests.Failures;

/// <summary>Required values, and NaN, which SQLite does not have.</summary>
public abstract class SqliteRequiredValueTests(EngineSetting engine)
    : RequiredValueTests(SqliteTestProvider.Instance, engine)
{
    /// <summary>SQLite has no NaN: it would store NULL, and violate NOT NULL where the column is required.</summary>
    [Fact]
    public async Task BulkCreate_NaN_InvalidValueOfItsItem()
    {
        var result = await NewOps().BulkCreatePartialAsync(
            [Create(1), Create(2, parcel => parcel.Weight = double.NaN), Create(3, parcel => parcel.Height = double.NaN), Create(4)]);

        result.Items.Select(item => item.Failure?.Kind).Should().Equal(
            null, WriteFailureKind.InvalidValue, WriteFailureKind.InvalidValue, null);
    }

    [Fact]
    public async Task BulkUpdate_NaN_InvalidValueOfItsItem()
    {
        await SeedAsync(new Parcel { Id = 1 }, new Parcel { Id = 2 });

        var result = await NewOps().BulkUpdatePartialAsync(
            [Update(1, parcel => parcel.Weight = double.NaN), Update(2, parcel => parcel.Weight = double.PositiveInfinity)]);

        result.Items.Select(item => item.Failure?.Kind).Should().Equal(WriteFailureKind.InvalidValue, null);
    }

    [Fact]
    public async Task BulkConditionalCreate_NaNInGate_InvalidValueOfItsItem()
    {
        var weight = double.NaN;

        var result = await NewOps().BulkConditionalCreatePartialAsync<Parcel>(
            [Create(1).OnlyIf(OnlyIf.Exists<Parcel>(parcel => parcel.Weight == weight)), Create(2).OnlyIf(OnlyIf.NotExists<Parcel>(_ => false))]);

        result.Items.Select(item => item.Failure?.Kind).Should().Equal(WriteFailureKind.InvalidValue, null);
    }
}

public sealed class SqliteRequiredValueInWindowsTests() : SqliteRequiredValueTests(EngineSetting.InWindows);

public sealed class SqliteRequiredValueItemByItemTests() : SqliteRequiredValueTests(EngineSetting.ItemByItem);
