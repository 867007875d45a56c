using System.Collections.Concurrent;
using System.Data.Common;
using CsCheck;
using Xunit.Abstractions;

namespace Conditional.Bulk.Contracts.Model;

/// <summary>
/// Generated batches: every engine gives each item the outcome that the contract says, and leaves the same rows. A long run:
/// CONDITIONAL_BULK_MODEL_CASES, the number of cases of each test; a failure prints the seed that CsCheck_Seed takes.
/// </summary>
public abstract class ModelTests(
    TestProvider provider, IReadOnlyList<EngineSetting> engines, int batches, ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly int s_threads = Environment.ProcessorCount;

    private readonly ConcurrentBag<Lane[]> _idle = [];
    private readonly Tally _tally = new();
    private readonly int? _casesWanted =
        int.TryParse(Environment.GetEnvironmentVariable("CONDITIONAL_BULK_MODEL_CASES"), out var wanted) ? wanted : null;

    public async Task InitializeAsync()
    {
        for (var thread = 0; thread < s_threads; thread++)
        {
            var lanes = new Lane[SettingsFor(0).Count];
            for (var lane = 0; lane < lanes.Length; lane++) lanes[lane] = await OpenLaneAsync();
            _idle.Add(lanes);
        }
    }

    public async Task DisposeAsync()
    {
        foreach (var lane in _idle.SelectMany(lanes => lanes)) await lane.DisposeAsync();
    }

    [Fact]
    public async Task AnyBatches_EveryEngine_AsTheContractSays()
    {
        await SampleAsync(maxCalls: 4, CasesFor(batches), async (test, lanes) =>
        {
            var expected = test.Expect(provider);
            ObservedTrace? reference = null;
            foreach (var (lane, engine) in lanes.Zip(SettingsFor(test.Pick)))
            {
                var observed = await lane.RunAsync(test, engine);
                Verify(observed.DifferenceFrom(expected), $"engine '{engine}', compared with the contract");
                reference ??= observed;
                Verify(observed.DifferenceFrom(reference), $"engine '{engine}', compared with '{engines[0]}'");
            }

            _tally.Add(test);
            _tally.Add(reference!);
        });

        if (_casesWanted is null) _tally.ShouldHold(batches, provider);
    }

    /// <summary>
    /// What failed left nothing: the rest has the same outcomes without it, and leaves the same rows but for generated keys.
    /// </summary>
    [Fact]
    public Task FailedItemsRemoved_EngineOfTheCase_NoOtherOutcomeChanges() => SampleAsync(
        maxCalls: 1,
        batches / 25,
        async (test, lanes) =>
        {
            var engine = EngineOf(test);
            var whole = await lanes[0].RunAsync(test, engine);
            var outcomes = whole.Steps[0].Outcomes;
            if (outcomes[0] == Outcome.Refused) return;

            var good = test with { Calls = [test.Calls[0].Where(item => Outcome.IsSuccess(outcomes[item]))] };
            var rest = await lanes[1].RunAsync(good, engine);

            Verify(
                rest.DifferenceFrom(whole with { Steps = [new([.. outcomes.Where(Outcome.IsSuccess)], whole.Steps[0].After)] }),
                $"engine '{engine}', failed items removed, compared with all items");
            _tally.Add(test);
            _tally.Add(good);
        });

    /// <summary>
    /// Except for items that return an instance of another call, which the verb could not know; and without a limit, which is one of a call.
    /// </summary>
    [Fact]
    public Task BatchSplit_EngineOfTheCase_NoOutcomeChanges() => SampleAsync(
        maxCalls: 1,
        batches / 25,
        async (test, lanes) =>
        {
            var (engine, call) = (EngineOf(test), test.Calls[0] with { MaxFailures = null });
            if (call.RepeatsInstances) return;

            var whole = await lanes[0].RunAsync(test with { Calls = [call], Transaction = CaseTransaction.Committed }, engine);
            if (whole.Steps[0].Outcomes[0] == Outcome.Refused) return;

            var first = test.Pick % (call.Count + 1);
            var halves = test with
            {
                Calls = [call.Where(item => item < first), call.Where(item => item >= first)],
                Transaction = CaseTransaction.Committed,
            };
            var split = await lanes[1].RunAsync(halves, engine, keepsNames: true);

            Verify(
                new ObservedTrace([new([.. split.Steps.SelectMany(step => step.Outcomes)], split.Steps[1].After)], split.Final)
                    .DifferenceFrom(whole),
                $"engine '{engine}', split before item {first}, compared with one call");
            _tally.Add(test);
            _tally.Add(halves);
        });

    /// <summary>A case has 2.5 batches on average; one in 20 is for the deviation.</summary>
    private static int CasesFor(int batches) => batches * 2 / 5 * 21 / 20;

    /// <summary>What a case runs on: the first two, and one of the others.</summary>
    private IReadOnlyList<EngineSetting> SettingsFor(int pick) =>
        engines.Count <= 2 ? engines : [engines[0], engines[1], engines[2 + (pick % (engines.Count - 2))]];

    private EngineSetting EngineOf(ModelCase test) => engines[test.Pick / 13 % engines.Count];

    private async Task SampleAsync(int maxCalls, int count, Func<ModelCase, Lane[], Task> verify)
    {
        await CaseGenerator.For(provider, maxCalls).SampleAsync(
            async test =>
            {
                _idle.TryTake(out var lanes);
                try
                {
                    await verify(test, lanes!);
                }
                finally
                {
                    _idle.Add(lanes!);
                }
            },
            iter: _casesWanted ?? count,
            threads: s_threads,
            print: test => Environment.NewLine + test);
        output.WriteLine($"{_tally}");
    }

    private static void Verify(string? difference, string comparison)
    {
        if (difference is not null) Assert.Fail($"{comparison}: {difference}");
    }

    private async Task<Lane> OpenLaneAsync()
    {
        var database = await provider.CreateDatabaseAsync<ModelContext>(engines[0]);
        return new Lane(database, await OpenConnectionAsync(database.ConnectionString), Configure);
    }

    protected abstract Task<DbConnection> OpenConnectionAsync(string connectionString);

    protected abstract void Configure(DbContextOptionsBuilder options, DbConnection connection, EngineSetting engine);
}
