namespace Conditional.Bulk.Contracts.Failures;

/// <summary>Writes that find no row where EF expects one.</summary>
public abstract class ConcurrencyConflictTests(TestProvider provider, EngineSetting engine) : FailureMatrixTests(provider, engine)
{
    private static readonly ExpectedFailure s_conflict =
        new(WriteFailureKind.ConcurrencyConflict, typeof(DbUpdateConcurrencyException));

    [Theory, Positions]
    public async Task Create_TriggerSkipsTheRow_ConcurrencyConflict(int position)
    {
        await SkipAsync("BEFORE INSERT", $"""NEW."Note" = '{Secret}'""");

        await CreateFailsAsync(position, s_conflict, Create(item => item.Note = Secret));
    }

    [Theory, Positions]
    public async Task Update_TriggerSkipsTheRow_ConcurrencyConflict(int position)
    {
        await SkipAsync("BEFORE UPDATE", $"""NEW."Note" = '{Secret}'""");

        await UpdateFailsAsync(position, s_conflict, Update(Key(position), item => item.Note = Secret));
    }

    [Theory, Positions]
    public async Task Purge_TriggerSkipsTheRow_ConcurrencyConflict(int position)
    {
        await SkipAsync("BEFORE DELETE", $"""OLD."Id" = {Key(position)}""");

        await PurgeFailsAsync(position, s_conflict, Purge(Key(position)));
    }

    private Task SkipAsync(string moment, string condition) =>
        ExecuteAsync(Provider.TriggerThatSkips("Items", moment, condition));
}

/// <summary>Specs that change their row behind EF's back, through the caller's context, in the same transaction.</summary>
public abstract class ChangedMeanwhileTests(TestProvider provider, EngineSetting engine) : FailureMatrixTests(provider, engine)
{
    private static readonly ExpectedFailure s_conflict =
        new(WriteFailureKind.ConcurrencyConflict, typeof(DbUpdateConcurrencyException));

    private WarehouseContext _caller = null!;

    [Theory, Positions]
    public Task Update_TokenChangedMeanwhile_ConcurrencyConflict(int position) => UpdateFailsAsync(
        position,
        s_conflict,
        Update(Key(position), item =>
        {
            item.Amount = SecretNumber;
            OnItem(item).ExecuteUpdate(row => row.SetProperty(it => it.Version, it => it.Version + 1)).Should().Be(1);
        }));

    [Theory, Positions]
    public Task Update_RowDeletedMeanwhile_ConcurrencyConflict(int position) => UpdateFailsAsync(
        position,
        s_conflict,
        Update(Key(position), item =>
        {
            item.Amount = SecretNumber;
            OnItem(item).ExecuteDelete().Should().Be(1);
        }));

    [Theory, Positions]
    public Task Update_SqlOfTheSpecFails_SpecFailed(int position) => UpdateFailsAsync(
        position,
        new ExpectedFailure(WriteFailureKind.SpecFailed),
        Update(Key(position), item => OnItem(item).ExecuteUpdate(row => row.SetProperty(it => it.Amount, -SecretNumber))));

    protected override Task<TResult> RunAsync<TResult>(Func<WriteOps<WarehouseContext>, Task<TResult>> write) =>
        NewOpsProvider().WriteAsync((ops, _) =>
        {
            _caller = ops.Context;
            return write(ops);
        });

    private IQueryable<Item> OnItem(Item item) => _caller.Items.Where(row => row.Id == item.Id);
}
