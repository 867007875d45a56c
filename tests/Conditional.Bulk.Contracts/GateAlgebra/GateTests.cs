namespace Conditional.Bulk.Contracts.GateAlgebra;

/// <summary>Gates with a known value, and a garden to use them in.</summary>
public abstract class GateTests(TestProvider provider, EngineSetting engine) : ContractTests<GardenContext>(provider, engine)
{
    protected const int MissingKey = int.MaxValue;

    /// <summary>A gate that holds.</summary>
    protected static OnlyIf True => OnlyIf.Exists<Permit>(permit => permit.Name == "granted");

    /// <summary>A gate that does not hold.</summary>
    protected static OnlyIf False => OnlyIf.Exists<Permit>(permit => permit.Name == "no such permit");

    /// <summary>A gate that fails its item if it is evaluated.</summary>
    protected static OnlyIf Untranslatable => OnlyIf.Exists<Permit>(permit => IsPrime(permit.Number));

    protected static OnlyIf Gate(bool holds) => holds ? True : False;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await SeedAsync(new Permit { Name = "granted" });
    }

    protected static CreatorSpec<Plant> Create(string name = "rose") => CreatorSpec.For(() => new Plant { Name = name });

    protected static Updater<Plant> Update(int id, Action<Plant>? apply = null) =>
        new(UpdaterSpec.For(apply ?? (plant => plant.Version++)), id);

    protected async Task<int> SeedPlantAsync(string name = "rose", bool isHidden = false)
    {
        var plant = new Plant { Name = name, IsHidden = isHidden };
        await SeedAsync(plant);
        return plant.Id;
    }

    protected Task<List<string>> PlantsAsync() => CommittedAsync(
        context => context.Plants.IgnoreQueryFilters().OrderBy(plant => plant.Id).Select(plant => plant.Name).ToListAsync());

    /// <summary>What the single create throws under a gate, or null if it succeeds.</summary>
    protected async Task<Exception?> ThrownByCreateAsync(OnlyIf gate, Action<DbContextOptionsBuilder>? configure = null) =>
        await Record.ExceptionAsync(() => NewOps(configure).CreateAsync(Create().OnlyIf(gate)));

    private static bool IsPrime(long number) => number is 2 or 3 or 5 or 7;
}
