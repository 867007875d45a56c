namespace Conditional.Bulk.Contracts.Failures;

/// <summary>Which properties of the model a failure is about.</summary>
public abstract class PropertyNameTests(TestProvider provider, EngineSetting engine) : FormTests(provider, engine)
{
    [Fact]
    public Task Create_UniqueIndex_ItsProperty() => VerifyAsync(form => form.Code = "taken", WriteFailureKind.UniqueViolation, "Code");

    [Fact]
    public Task Create_CompositeIndex_ItsProperties() => VerifyAsync(form => form.Number = 1, WriteFailureKind.UniqueViolation, "Region", "Number");

    [Fact]
    public Task Create_PrimaryKey_ThatOfTheOwner() => VerifyAsync(form => form.Id = Taken.Id, WriteFailureKind.UniqueViolation, "Id");

    [Fact]
    public Task Create_UniqueIndexOfAnOwnedType_Path() =>
        VerifyAsync(form => form.Address.Zip = "taken", WriteFailureKind.UniqueViolation, "Address.Zip");

    [Fact]
    public Task Create_UniqueIndexOfADerivedType_ItsProperty() => VerifyAsync(form => form.Extra = "taken", WriteFailureKind.UniqueViolation, "Extra");

    [Fact]
    public Task Create_UniqueIndexOfAChild_ThoseOfTheChild() => VerifyAsync(
        form => form.Pages.AddRange([new Page { Number = 7 }, new Page { Number = 7 }]), WriteFailureKind.UniqueViolation, "FormId", "Number");

    [Fact]
    public async Task Create_UniqueIndexOnAShadowProperty_ItsName()
    {
        var result = await NewOps().BulkCreatePartialAsync([CreatorSpec.For(() => new Stamped())]);

        result.Failed[0].PropertyNames.Should().Equal("Stamp");
    }

    [Fact]
    public Task Create_RequiredColumn_ItsProperty() => VerifyAsync(form => form.Title = null!, WriteFailureKind.NotNullViolation, "Title");

    [Fact]
    public Task Create_RequiredColumnOfAnOwnedType_Path() =>
        VerifyAsync(form => form.Address.City = null!, WriteFailureKind.NotNullViolation, "Address.City");

    [Fact]
    public Task Create_RequiredColumnOfAComplexType_Path() =>
        VerifyAsync(form => form.Size.Unit = null!, WriteFailureKind.NotNullViolation, "Size.Unit");

    [Fact]
    public Task Create_RequiredComplexProperty_ItsName() => VerifyAsync(form => form.Size = null!, WriteFailureKind.NotNullViolation, "Size");

    [Fact]
    public Task Create_OnlyForeignKey_ItsProperty() => VerifyAsync(form => form.ClerkId = 99, WriteFailureKind.ForeignKeyViolation, "ClerkId");

    /// <summary>SQLite does not tell which.</summary>
    [Fact]
    public Task Create_ForeignKeyOfSeveral_ItsPropertyIfTheDatabaseTells() => VerifyAsync(
        form =>
        {
            form.ClerkId = 99;
            form.Pages.Add(new Page());
        },
        WriteFailureKind.ForeignKeyViolation,
        Provider.TellsConstraints ? ["ClerkId"] : []);

    [Fact]
    public async Task Purge_RowIsReferredTo_ThoseOfTheReferringTypeIfTheDatabaseTells()
    {
        var result = await NewOps().BulkPurgePartialAsync([new Purger<Form>(Taken.Id)]);

        result.Failed[0].Kind.Should().Be(WriteFailureKind.ForeignKeyViolation);
        result.Failed[0].PropertyNames.Should().Equal(Provider.TellsConstraints ? ["FormId"] : []);
    }

    [Fact]
    public async Task Update_UniqueIndex_ItsProperty()
    {
        var form = NewForm();
        await SeedAsync(form);

        var result = await NewOps().BulkUpdatePartialAsync([new Updater<Form>(UpdaterSpec.For<Form>(row => row.Code = "taken"), form.Id)]);

        result.Failed[0].PropertyNames.Should().Equal("Code");
    }

    [Fact]
    public Task Create_CheckConstraint_None() => VerifyAsync(form => form.Number = -1, WriteFailureKind.CheckViolation);

    [Fact]
    public Task Create_SpecThrows_None() => VerifyAsync(_ => throw new InvalidTimeZoneException(), WriteFailureKind.SpecFailed);

    [Fact]
    public async Task Create_Single_TheExceptionTellsThem()
    {
        var create = () => NewOps().CreateAsync(Create(form => form.Code = "taken"));

        var thrown = await create.Should().ThrowAsync<DbUpdateException>();
        WriteFailure.Of(thrown.Which)!.PropertyNames.Should().Equal("Code");
    }

    private async Task VerifyAsync(Action<LongForm> change, WriteFailureKind kind, params string[] expected)
    {
        var failure = await FailureAsync(change);

        failure.Kind.Should().Be(kind);
        failure.PropertyNames.Should().Equal(expected);
        (await FailureAsync(change, new IntegrityCheck(kind, _ => new InvalidTimeZoneException()))).PropertyNames.Should().Equal(expected);
    }
}
