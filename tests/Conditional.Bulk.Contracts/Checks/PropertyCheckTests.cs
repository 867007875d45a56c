using Conditional.Bulk.Contracts.Failures;

namespace Conditional.Bulk.Contracts.Checks;

/// <summary>Checks that name properties of the model.</summary>
public abstract class PropertyCheckTests(TestProvider provider, EngineSetting engine) : FormTests(provider, engine)
{
    private static readonly IntegrityCheck[] s_checks =
    [
        IntegrityCheck.Unique<Form>(form => form.Code, _ => new FormException("code")),
        IntegrityCheck.Unique<Form>(form => new { form.Number, form.Region }, _ => new FormException("number and region")),
        IntegrityCheck.Unique<Form>(form => form.Address.Zip, _ => new FormException("zip")),
        IntegrityCheck.Unique<LongForm>(form => form.Extra, _ => new FormException("extra")),
        IntegrityCheck.Unique<Form>(form => form.Id, _ => new FormException("id")),
        IntegrityCheck.Unique<Page>(page => new { page.Number, page.FormId }, _ => new FormException("page")),
        IntegrityCheck.ForeignKey<Form>(form => form.ClerkId, _ => new FormException("clerk")),
        IntegrityCheck.ForeignKey<Page>(page => page.FormId, _ => new FormException("form")),
        IntegrityCheck.Check<Form>("ck_forms_number", _ => new FormException("check")),
    ];

    public static TheoryData<string, Action<LongForm>> Failing => new()
    {
        { "code", form => form.Code = "taken" },
        { "number and region", form => form.Number = 1 },
        { "zip", form => form.Address.Zip = "taken" },
        { "extra", form => form.Extra = "taken" },
        { "page", form => form.Pages.AddRange([new Page { Number = 7 }, new Page { Number = 7 }]) },
        { "clerk", form => form.ClerkId = 99 },
        { "check", form => form.Number = -1 },
    };

    [Theory, MemberData(nameof(Failing))]
    public async Task Create_OneOfTheProperties_MatchesItsCheckAlone(string expected, Action<LongForm> change)
    {
        (await FailureAsync(change, s_checks)).Exception.Should().BeOfType<FormException>().Which.Message.Should().Be(expected);

        var others = s_checks.Where(check => ((FormException)check.ToException(null!)).Message != expected).ToArray();
        (await FailureAsync(change, others)).Exception.Should().NotBeOfType<FormException>();
    }

    [Fact]
    public async Task Create_OtherKind_IsNotMatched() =>
        (await FailureAsync(form => form.Title = null!, s_checks)).Exception.Should().NotBeOfType<FormException>();

    [Fact]
    public async Task Create_ShadowProperty_Matches()
    {
        var check = IntegrityCheck.Unique<Stamped>(row => EF.Property<string>(row, "Stamp"), _ => new FormException("stamp"));

        var result = await NewOps().BulkCreatePartialAsync([CreatorSpec.For(() => new Stamped(), check)]);

        result.Failed[0].Exception.Should().BeOfType<FormException>();
    }

    [Fact]
    public async Task Purge_RowIsReferredTo_MatchesIfTheDatabaseTells()
    {
        var result = await NewOps().BulkPurgePartialAsync([new Purger<Form>(Taken.Id) { IntegrityChecks = s_checks }]);

        (result.Failed[0].Exception as FormException)?.Message.Should().Be("form");
        (result.Failed[0].Exception is FormException).Should().Be(Provider.TellsConstraints);
    }

    public static TheoryData<IntegrityCheck, string> Unknown => new()
    {
        { IntegrityCheck.Unique<Form>(form => form.Title, _ => null!), "*'Title'*no key or unique index of 'Form'*" },
        { IntegrityCheck.Unique<Form>(form => new { form.Code, form.Region }, _ => null!), "*'Code', 'Region'*no key or unique index*" },
        { IntegrityCheck.Unique<Form>(form => form.Draft, _ => null!), "*'Draft'*'Form' does not have*" },
        { IntegrityCheck.Unique<Form>(form => form.Address.Zip.Length, _ => null!), "*'Address.Zip.Length'*does not have*" },
        { IntegrityCheck.Unique<Uri>(uri => uri.Host, _ => null!), "*'Uri'*no entity type*" },
        { IntegrityCheck.ForeignKey<Form>(form => form.Code, _ => null!), "*'Code'*no foreign key of 'Form'*" },
        { IntegrityCheck.Check<Form>("ck_forms_nmuber", _ => null!), "*'ck_forms_nmuber'*'ck_forms_number'*" },
        { IntegrityCheck.Check<Page>("ck_forms_number", _ => null!), "*'ck_forms_number'*'Page' does not have*none*" },
    };

    [Theory, MemberData(nameof(Unknown))]
    public async Task BulkCreate_ModelDoesNotHaveIt_ThrowsBeforeAnyItem(IntegrityCheck check, string message)
    {
        var calls = 0;
        var create = () => NewOps().BulkCreatePartialAsync([Create(_ => calls++), Create(_ => calls++, check)]);

        (await create.Should().ThrowAsync<InvalidOperationException>()).WithMessage($"Item 1: {message}");
        calls.Should().Be(0);
    }

    [Fact]
    public async Task Create_CheckOfTwoModels_IsLookedUpInEach()
    {
        var check = IntegrityCheck.Unique<Stamped>(row => EF.Property<string>(row, "Stamp"), _ => new FormException("stamp"));
        await using var other = new OtherFormContext(Database.Options<OtherFormContext>());
        var spec = CreatorSpec.For(() => new Stamped(), check);

        for (var i = 0; i < 2; i++)
        {
            await FluentActions.Awaiting(() => NewOps().CreateAsync(spec)).Should().ThrowAsync<FormException>();
            await FluentActions.Awaiting(() => new WriteOps<OtherFormContext>(other).CreateAsync(spec)).Should().ThrowAsync<InvalidOperationException>();
        }
    }

    private sealed class FormException(string message) : Exception(message);
}
