using Conditional.Bulk.Contracts.AppConfig;

namespace Conditional.Bulk.Contracts.Transactions;

/// <summary>A database that permits fragments with the name "granted".</summary>
public abstract class TransactionTests(TestProvider provider, EngineSetting engine)
    : ContractTests<AppConfigContext>(provider, engine)
{
    protected static OnlyIf Granted => Gates.Granted("granted", Scope.Public);

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await SeedAsync(new AllowListEntry { Name = "granted" });
    }

    protected static CreatorSpec<Fragment> Spec(string name) => Spec(name, () => { });

    /// <summary>A spec that does something besides building its entity.</summary>
    protected static CreatorSpec<Fragment> Spec(string name, Action besides) => CreatorSpec.For(() =>
    {
        besides();
        return new Fragment { Name = name, Document = "{}" };
    });

    /// <summary>The committed rows.</summary>
    protected Task<List<string>> NamesAsync() =>
        CommittedAsync(context => context.Fragments.OrderBy(fragment => fragment.Id).Select(fragment => fragment.Name).ToListAsync());

    /// <summary>A write of the caller's own.</summary>
    protected static async Task WriteAsync(AppConfigContext context, string name)
    {
        context.Add(new Fragment { Name = name, Document = "{}" });
        await context.SaveChangesAsync();
    }

    /// <summary>Waits for something asynchronous inside a spec.</summary>
    protected static void Wait(Func<Task> work) => Task.Run(work).GetAwaiter().GetResult();
}
