using System.Data.Common;
using System.Globalization;
using Conditional.Bulk.Contracts.Truth;
using Xunit.Abstractions;

namespace Conditional.Bulk.Contracts.Model.Differential;

/// <summary>
/// Generated batches over many tables: every setting gives the results, the rows, the texts and the calls of specs that items
/// written by themselves give. A long run: CONDITIONAL_BULK_DIFFERENTIAL_CASES, the number of cases;
/// CONDITIONAL_BULK_DIFFERENTIAL_SEED, the first one. What fails is made small, and printed with its seed.
/// </summary>
public abstract class DifferentialTests(TestProvider provider, int cases, ITestOutputHelper output) : IAsyncLifetime
{
    private readonly Dictionary<(EngineSetting, Host), DbContextOptions<DifferentialContext>> _options = [];
    private readonly SortedDictionary<string, int> _outcomes = new(StringComparer.Ordinal);
    private TestDatabase _database = null!;
    private DbConnection _connection = null!;

    private static IReadOnlyList<EngineSetting> Settings(TestProvider provider) =>
    [
        .. provider.Settings.Skip(1),
        new("in windows of three, 2 items per savepoint") { Defaults = new() { ItemsPerWindow = 3, ItemsPerSavepoint = 2 } },
    ];

    public async Task InitializeAsync()
    {
        _database = await provider.CreateDatabaseAsync<DifferentialContext>(EngineSetting.InWindows);
        _connection = await OpenConnectionAsync(_database.ConnectionString);
        await ExecuteAsync("""CREATE UNIQUE INDEX ux_accounts_code ON "Accounts" (lower("Code"))""");
    }

    public async Task DisposeAsync()
    {
        await _connection.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task AnyBatches_EverySetting_AsWrittenAlone()
    {
        var first = Number("CONDITIONAL_BULK_DIFFERENTIAL_SEED") ?? 1;
        var count = Number("CONDITIONAL_BULK_DIFFERENTIAL_CASES") ?? cases;
        var settings = Settings(provider);
        var (different, example) = (0, "");
        for (var seed = first; seed < first + count; seed++)
        {
            var test = DifferentialCase.Of(seed);
            var reference = await RunAsync(test, EngineSetting.ItemByItem);
            foreach (var kind in reference.SelectMany(call => call.Outcomes).Select(outcome => outcome.Kind))
            {
                _outcomes[kind] = _outcomes.GetValueOrDefault(kind) + 1;
            }

            int[] picks = [seed % settings.Count, ((seed / settings.Count) + 1) % settings.Count];
            foreach (var setting in picks.Distinct().Select(pick => settings[pick]))
            {
                if (Difference(reference, await RunAsync(test, setting)) is null) continue;

                different++;
                if (example.Length == 0) example = await SmallestAsync(test, setting, seed);
            }
        }

        var outcomes = _outcomes.Select(outcome => $"{outcome.Key} {outcome.Value}");
        output.WriteLine($"{count} cases from seed {first}: {string.Join(", ", outcomes)}");
        if (different > 0) Assert.Fail($"{different} runs of {count} cases differ. The first, made small:{Environment.NewLine}{example}");
    }

    protected abstract Task<DbConnection> OpenConnectionAsync(string connectionString);

    protected abstract void Configure(DbContextOptionsBuilder options, DbConnection connection, EngineSetting setting);

    /// <summary>Empties all tables; generated keys begin at <see cref="ItemMaker.FirstGenerated"/>.</summary>
    protected abstract string Reset { get; }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string? Difference(IReadOnlyList<Observed> reference, IReadOnlyList<Observed> observed)
    {
        for (var call = 0; call < reference.Count; call++)
        {
            if (observed[call].DifferencesFrom(reference[call], withTexts: true).FirstOrDefault() is { } difference)
            {
                return $"call {call}: {difference}";
            }
        }

        return null;
    }

    /// <summary>Takes away batches and items as long as it differs.</summary>
    private async Task<string> SmallestAsync(DifferentialCase test, EngineSetting setting, int seed)
    {
        var difference = "it did not differ again";
        for (var isSmaller = true; isSmaller;)
        {
            isSmaller = false;
            foreach (var candidate in test.Smaller().Prepend(test))
            {
                var found = Difference(await RunAsync(candidate, EngineSetting.ItemByItem), await RunAsync(candidate, setting));
                if (found is null) continue;

                difference = found;
                isSmaller = candidate != test;
                test = candidate;
                if (isSmaller) break;
            }
        }

        return $"seed {seed}, {setting}, {test.Described(!provider.LocksRows, provider.LocksRows)}{Environment.NewLine}{difference}";
    }

    private async Task<IReadOnlyList<Observed>> RunAsync(DifferentialCase test, EngineSetting setting)
    {
        await ExecuteAsync(Reset + Seed);
        await using var context = new DifferentialContext(Options(setting, test.Host));
        await using var transaction = test.Joined ? await context.Database.BeginTransactionAsync() : null;
        var observed = new List<Observed>();
        foreach (var call in test.Calls)
        {
            observed.Add(call.Table switch
            {
                var type when type == typeof(Team) => await RunAsync(context, setting, call, maker => maker.Team(call.Verb)),
                var type when type == typeof(Person) => await RunAsync(context, setting, call, maker => maker.Person(call.Verb)),
                var type when type == typeof(Account) => await RunAsync(context, setting, call, maker => maker.Account(call.Verb)),
                _ => await RunAsync(context, setting, call, maker => maker.Transfer(call.Verb)),
            });
        }

        if (transaction is null) return observed;

        await transaction.CommitAsync();
        var committed = RowText.Ranked(await RowText.AllAsync(context))[0];
        observed[^1] = observed[^1] with { Rows = [.. committed.Order(StringComparer.Ordinal)] };
        return observed;
    }

    private async Task<Observed> RunAsync<TEntity>(
        DifferentialContext context, EngineSetting setting, DifferentialCall call, Func<ItemMaker, BatchItem<TEntity>> make)
        where TEntity : class
    {
        // Where the rows behind failures are loaded, specs may be called again: a window is undone for a row that a later item has written.
        var loadsCurrent = int.IsOddInteger(call.Seeds[0]);
        var run = new BatchRun<DifferentialContext, TEntity>(
            new WriteOps<DifferentialContext>(context),
            setting.Defaults with { LoadCurrent = loadsCurrent },
            [.. call.Seeds.Select(seed => make(new ItemMaker(seed, !provider.LocksRows, provider.LocksRows)))]);
        BulkResult<TEntity>? result = null;
        string? thrown = null;
        try
        {
            result = await run.WriteAsync();
        }
        catch (Exception exception)
        {
            thrown = $"{exception.GetType().Name}: {exception.Message}";
        }

        List<ItemOutcome> outcomes = [.. result?.Items.Select((item, index) => ItemOutcome.Of(context, item, index)) ?? []];
        var ranked = RowText.Ranked([.. outcomes.Select(outcome => outcome.Result)], await RowText.AllAsync(context));
        return new Observed(
            [.. outcomes.Zip(ranked[0], (outcome, text) => outcome with { Result = text })],
            [.. ranked[1].Order(StringComparer.Ordinal)],
            thrown is null && !loadsCurrent ? run.SpecCalls : [],
            thrown,
            0,
            []);
    }

    private DbContextOptions<DifferentialContext> Options(EngineSetting setting, Host host)
    {
        if (_options.TryGetValue((setting, host), out var known)) return known;

        var options = new DbContextOptionsBuilder<DifferentialContext>();
        Configure(options, _connection, setting);
        if (host is Host.Stamping) options.AddInterceptors(new Stamper());
        if (host is Host.Auditing) options.AddInterceptors(new AuditWriter());
        return _options[(setting, host)] = options.Options;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = _connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    private const string Seed = """
        INSERT INTO "Flags" ("Name", "IsOpen") VALUES ('a', true), ('b', false), ('c', true);
        INSERT INTO "Teams" ("Id", "Code") VALUES (1, 't0'), (2, 't1'), (3, 't2'), (4, 't3'), (5, 't4'), (6, 't5');
        INSERT INTO "People" ("Id", "Name", "IsActive", "TeamId", "MentorId", "Address_Text", "Wishes") VALUES
            (1, 'a', true, 1, NULL, 'p0', '{"Text":"w"}'), (2, 'b', true, 1, 1, NULL, NULL), (3, 'A', true, 2, NULL, 'p1', NULL),
            (4, 'a', false, 3, 3, NULL, '{"Text":"v"}'), (5, 'c', true, NULL, NULL, NULL, NULL),
            (6, 'd', false, 4, 5, 'p2', NULL), (7, 'd', false, 5, NULL, NULL, NULL), (8, 'e', false, 4, NULL, NULL, '{"Text":"u"}'),
            (9, 'f', true, 6, 8, NULL, NULL), (10, 'D', true, 6, NULL, 'p3', NULL);
        UPDATE "Teams" SET "LeaderId" = 1 WHERE "Id" = 2;
        UPDATE "Teams" SET "LeaderId" = 3 WHERE "Id" = 3;
        UPDATE "Teams" SET "LeaderId" = 9 WHERE "Id" = 4;
        INSERT INTO "Cards" ("PersonId", "Text") VALUES (1, 'card'), (4, 'card');
        INSERT INTO "Accounts" ("Id", "Code", "Balance", "OwnerId") VALUES
            (1, 'u', 5, 1), (2, 'v', 3, 1), (3, 'W', 0, 2), (4, 'x1', 2, 4), (5, 'x2', 9, NULL), (6, 'x3', 1, 5);
        INSERT INTO "Transfers" ("Id", "Label", "Amount", "FromId", "ToId") VALUES
            (1, 'l0', 3, 1, 2), (2, 'l1', 1, 1, 3), (3, 'l0', 4, 2, 1), (4, 'l0', 2, 5, 5), (7, 'l2', 5, 4, 6);
        """;
}
