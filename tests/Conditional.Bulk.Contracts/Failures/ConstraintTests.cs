namespace Conditional.Bulk.Contracts.Failures;

/// <summary>Violations of the constraints that every provider has.</summary>
public abstract class ConstraintTests(TestProvider provider, EngineSetting engine) : FailureMatrixTests(provider, engine)
{
    private ExpectedFailure CodeIsTaken => Provider.UniqueViolation("ux_items_code", "Items", "Code");

    private ExpectedFailure PlaceIsTaken => Provider.UniqueViolation("ux_items_region_number", "Items", "Region", "Number");

    private ExpectedFailure ShelfIsMissing => Provider.ForeignKeyViolation("fk_items_shelf", "Items");

    private ExpectedFailure AmountIsWrong => Provider.CheckViolation("ck_items_amount", "Items");

    private ExpectedFailure LabelIsMissing => Provider.NotNullViolation("Items", "Label");

    [Theory, Positions]
    public Task Create_UniqueIndex_UniqueViolation(int position) =>
        CreateFailsAsync(position, CodeIsTaken, Create(item => item.Code = Secret));

    [Theory, Positions]
    public Task Update_UniqueIndex_UniqueViolation(int position) =>
        UpdateFailsAsync(position, CodeIsTaken, Update(Key(position), item => item.Code = Secret));

    [Theory, Positions]
    public Task Create_CompositeUniqueIndex_UniqueViolation(int position) => CreateFailsAsync(
        position, PlaceIsTaken, Create(item => (item.Region, item.Number) = (Secret, SecretNumber)));

    [Theory, Positions]
    public Task Update_CompositeUniqueIndex_UniqueViolation(int position) => UpdateFailsAsync(
        position, PlaceIsTaken, Update(Key(position), item => (item.Region, item.Number) = (Secret, SecretNumber)));

    [Theory, Positions]
    public Task Create_PrimaryKey_UniqueViolation(int position) => CreateFailsAsync(
        position, Provider.UniqueViolation("PK_Items", "Items", "Id"), Create(item => item.Id = Taken.Id));

    [Theory, Positions]
    public Task Create_AlternateKey_UniqueViolation(int position) => CreateFailsAsync(
        position, Provider.UniqueViolation("ak_items_serial", "Items", "Serial"), Create(item => item.Serial = Secret));

    [Theory, Positions]
    public Task Create_ParentMissing_ForeignKeyViolation(int position) =>
        CreateFailsAsync(position, ShelfIsMissing, Create(item => item.ShelfId = SecretNumber));

    [Theory, Positions]
    public Task Update_ParentMissing_ForeignKeyViolation(int position) =>
        UpdateFailsAsync(position, ShelfIsMissing, Update(Key(position), item => item.ShelfId = SecretNumber));

    [Theory, Positions]
    public async Task Purge_ChildWithNoAction_ForeignKeyViolation(int position)
    {
        await SeedAsync(new Part { ItemId = Key(position) });

        await PurgeFailsAsync(position, Provider.ForeignKeyViolation("fk_parts_item", "Parts"), Purge(Key(position)));
    }

    [Theory, Positions]
    public async Task Purge_ChildWithRestrict_RestrictViolation(int position)
    {
        await SeedAsync(new Seal { ItemId = Key(position) });

        await PurgeFailsAsync(position, Provider.RestrictViolation("fk_seals_item", "Seal"), Purge(Key(position)));
    }

    [Theory, Positions]
    public Task Create_Check_CheckViolation(int position) =>
        CreateFailsAsync(position, AmountIsWrong, Create(item => item.Amount = -SecretNumber));

    [Theory, Positions]
    public Task Update_Check_CheckViolation(int position) =>
        UpdateFailsAsync(position, AmountIsWrong, Update(Key(position), item => item.Amount = -SecretNumber));

    [Theory, Positions]
    public Task Create_RequiredColumnNull_NotNullViolation(int position) => CreateFailsAsync(
        position, LabelIsMissing, Create(item => (item.Label, item.Note) = (null!, Secret)));

    [Theory, Positions]
    public Task Update_RequiredColumnNull_NotNullViolation(int position) => UpdateFailsAsync(
        position, LabelIsMissing, Update(Key(position), item => (item.Label, item.Note) = (null!, Secret)));

    [Theory, Positions]
    public Task Create_ChildOfTheGraphFails_NothingOfTheGraphIsLeft(int position) => CreateFailsAsync(
        position,
        Provider.CheckViolation("ck_parts_quantity", "Parts"),
        Create(item => item.Parts.AddRange([new Part(), new Part { Quantity = -SecretNumber }])));

    [Theory, Positions]
    public Task Update_ChildOfTheGraphFails_NothingOfTheGraphIsLeft(int position) => UpdateFailsAsync(
        position,
        Provider.CheckViolation("ck_parts_quantity", "Parts"),
        Update(Key(position), item =>
        {
            item.Amount = SecretNumber;
            item.Parts.AddRange([new Part(), new Part { Quantity = -SecretNumber }]);
        }));
}
