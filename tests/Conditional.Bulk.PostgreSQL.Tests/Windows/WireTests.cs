using System.Text.RegularExpressions;
using Conditional.Bulk.Contracts.AppConfig;
using Conditional.Bulk.Contracts.Windows;

namespace Conditional.Bulk.PostgreSQL.Tests.Windows;

/// <summary>Windows of config fragments on a logged connection.</summary>
public abstract partial class WireTests(PostgreSqlTestProvider provider) : WindowTests<AppConfigContext>(provider)
{
    protected const string ProvenCommit = "SAVEPOINT, COMMIT";

    protected StatementLog Log { get; private set; } = null!;

    /// <summary>Verbs on the logged connection.</summary>
    protected WriteOps<AppConfigContext> Ops { get; private set; } = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await SeedAsync([.. Enumerable.Range(0, 10).Select(i => new AllowListEntry { Name = $"n{i}", Scope = Scope.User })]);
        Log = await Database.OpenLogAsync();
        Ops = NewOps(Log.Configure);

        // What EF and the driver do once for a connection is not the subject.
        await Ops.CreateAsync(Spec(-1));
        Log.Clear();
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await Log.DisposeAsync();
    }

    protected static CreatorSpec<Fragment> Spec(int id) =>
        CreatorSpec.For(() => new Fragment { Name = $"n{id % 10}", Scope = Scope.User, ScopeId = $"{id}", Document = "{}" });

    /// <summary>One of ten gates.</summary>
    protected static ConditionalCreator<Fragment> Gated(int id) => Spec(id).OnlyIf(Gates.Granted($"n{id % 10}", Scope.User));

    protected static ConditionalCreator<Fragment> Refused(int id) => Spec(id).OnlyIf(Gates.Granted($"n{id % 10}", Scope.Domain));

    protected static IEnumerable<int> ItemsOf(int count) => Enumerable.Range(0, count);

    /// <summary>The shape of the log, with a count where a statement or a written item repeats.</summary>
    protected IEnumerable<string> Shape => Log.Shape.Select(turn => Repeated().Replace(
        turn, match => $"{match.Groups["count"].Captures.Count + 1} x ({match.Groups["unit"].Value})"));

    [GeneratedRegex(@"(?<unit>SAVEPOINT, \w+, RELEASE|SELECT|WITH)(?:(?<count>, )\k<unit>)+")]
    private static partial Regex Repeated();
}
