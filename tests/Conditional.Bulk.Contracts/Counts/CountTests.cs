using Conditional.Bulk.Contracts.AppConfig;

namespace Conditional.Bulk.Contracts.Counts;

/// <summary>What a batch is made of, on a logged connection.</summary>
public abstract class CountTests(TestProvider provider, EngineSetting engine) : ContractTests<AppConfigContext>(provider, engine)
{
    protected StatementLog Log { get; private set; } = null!;

    /// <summary>Verbs on the logged connection.</summary>
    protected WriteOps<AppConfigContext> Ops { get; private set; } = null!;

    /// <summary>Rows to update and purge.</summary>
    protected IReadOnlyList<Fragment> Seeded { get; } =
        [.. Enumerable.Range(0, 3).Select(i => new Fragment { Name = "seeded", ScopeId = $"{i}", Document = "{}" })];

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await SeedAsync([new AllowListEntry { Name = "theme", Scope = Scope.User }, .. Seeded]);
        Log = await Database.OpenLogAsync();
        Ops = NewOps(Log.Configure);

        // What EF, the driver and the library do once for a connection or table is not the subject.
        var created = await Ops.CreateAsync(Spec(int.MaxValue));
        await Ops.UpdateAsync(new Updater<Fragment>(UpdaterSpec.For<Fragment>(_ => { }), created.Id));
        Log.Clear();
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await Log.DisposeAsync();
    }

    protected static CreatorSpec<Fragment> Spec(int id, string document = "{}") =>
        CreatorSpec.For(() => new Fragment { Name = "theme", Scope = Scope.User, ScopeId = $"{id}", Document = document });

    protected static ConditionalCreator<Fragment> Gated(int id, string document = "{}") => Spec(id, document).OnlyIf(Granted);

    protected static OnlyIf Granted => Gates.Granted("theme", Scope.User);

    protected static OnlyIf Refused => Gates.Granted("theme", Scope.Domain);

    protected Updater<Fragment> Update(int seeded, string document = "new") =>
        new(UpdaterSpec.For<Fragment>(fragment => fragment.Document = document), Seeded[seeded].Id);

    protected Purger<Fragment> Purge(int seeded) => new(Seeded[seeded].Id);
}
