using Conditional.Bulk.Contracts.Failures;

namespace Conditional.Bulk.PostgreSQL.Tests.Failures;

/// <summary>Values that are too long or too great for their columns: the server does not tell which, the model does.</summary>
[Collection(PostgreSqlCollection.Name)]
public abstract class ExceededFacetTests(PostgreSqlTestProvider provider, EngineSetting engine) : FormTests(provider, engine)
{
    [Fact]
    public Task Create_TextTooLong_ItsProperty() => VerifyAsync("22001", form => form.Title = "a title", "Title");

    [Fact]
    public Task Create_ConvertedValueTooLong_ItsProperty() => VerifyAsync("22001", form => form.Color = FormColor.Ultramarine, "Color");

    [Fact]
    public Task Create_OwnedAndComplexValuesTooLong_AllOfThemInTheOrderOfTheModel() => VerifyAsync(
        "22001",
        form => (form.Title, form.Address.City, form.Size.Unit, form.Price) = ("a title", "a city", "inch", 12),
        "Title", "Size.Unit", "Address.City");

    [Fact]
    public Task Create_ChildsValueTooLong_ThatOfTheChild() =>
        VerifyAsync("22001", form => form.Pages.AddRange([new Page { Number = 1 }, new Page { Number = 2, Text = "a text" }]), "Text");

    [Fact]
    public Task Create_CodePointsAndSpacesAtTheEnd_AreCountedAsTheServerDoes() => VerifyAsync(
        "22001", form => (form.Title, form.Address.City, form.Size.Unit) = ("😀😀😀😀😀", "city     ", "inch"), "Size.Unit");

    [Fact]
    public Task Create_NumberTooGreat_ItsProperty() => VerifyAsync("22003", form => form.Price = -9999.999m, "Price");

    [Fact]
    public async Task Update_TextTooLong_ItsProperty()
    {
        var result = await NewOps().BulkUpdatePartialAsync([new Updater<Form>(UpdaterSpec.For<Form>(form => form.Address.City = "a city"), Taken.Id)]);

        result.Failed[0].PropertyNames.Should().Equal("Address.City");
    }

    private async Task VerifyAsync(string sqlState, Action<LongForm> change, params string[] expected)
    {
        var failure = await FailureAsync(change);

        failure.Kind.Should().Be(WriteFailureKind.InvalidValue);
        failure.SqlState.Should().Be(sqlState);
        failure.PropertyNames.Should().Equal(expected);
    }
}

[Collection(PostgreSqlCollection.Name)]
public sealed class ExceededFacetInWindowsTests(PostgreSqlTestProvider provider) : ExceededFacetTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class ExceededFacetItemByItemTests(PostgreSqlTestProvider provider) : ExceededFacetTests(provider, EngineSetting.ItemByItem);
