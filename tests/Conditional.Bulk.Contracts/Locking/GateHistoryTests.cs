using Xunit.Abstractions;

namespace Conditional.Bulk.Contracts.Locking;

/// <summary>Many writers against a revoker. The log of commits tells afterwards which gates were open at each of them.</summary>
public abstract class GateHistoryTests(TestProvider provider, EngineSetting engine, ITestOutputHelper output)
    : ContractTests<HistoryContext>(provider, engine)
{
    private const int Writers = 8;
    private const int Gates = 16;
    private const int LeastBatches = 2_000;
    private const int LeastChanges = 100;

    /// <summary>The label of an entry that the table rejects.</summary>
    private const string Spoiled = "";

    /// <summary>More that open than that close, since the latter have to wait.</summary>
    private static readonly GateChange[] s_changes =
        [GateChange.Open, GateChange.Insert, GateChange.Insert, GateChange.Close, GateChange.Delete];

    protected ITestOutputHelper Output { get; } = output;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        for (var i = 0; i < Gates; i++) await ChangeGateAsync(NewOpsProvider(), GateName(i), GateChange.Insert);
    }

    [Fact]
    public async Task BulkConditionalCreate_ManyWritersAndARevoker_EachRowsGateWasOpenAtItsCommit()
    {
        var seed = Random.Shared.Next();
        Output.WriteLine($"Seed: {seed}");
        var history = new GateHistory();
        using var failed = new CancellationTokenSource();

        var revoking = Task.Run(() => RevokeAsync(new Random(seed), history, failed.Token));
        await Task.WhenAll([.. Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            try
            {
                await WriteAsync(new Random(seed + 1 + writer), $"{writer}", history, until: revoking);
            }
            catch
            {
                await failed.CancelAsync();
                throw;
            }
        })), revoking]);

        var figures = await history.CheckAsync(NewContext());
        Output.WriteLine($"{figures}");
        figures.Violations.Should().Be(0);
        figures.Batches.Should().BeGreaterThanOrEqualTo(LeastBatches);
        figures.GateChanges.Should().BeGreaterThanOrEqualTo(LeastChanges);
        new[] { figures.Rows, figures.Refused, figures.Spoiled }.Should().NotContain(0, "a run without them says nothing");
    }

    /// <summary>Makes those that wait for another writer wait for as long as the test takes.</summary>
    protected virtual void BePatient(DbContextOptionsBuilder options)
    {
    }

    /// <summary>
    /// Where several writers may be at their commits: waits for a lock that is held until the commit is visible. It is taken after all
    /// gates and writes, so it does not protect them.
    /// </summary>
    protected virtual Task WaitForOtherCommitsAsync(HistoryContext context) => Task.CompletedTask;

    protected static string GateName(int number) => $"gate {number}";

    protected Task ChangeGateAsync(DbOpsProvider<HistoryContext> opsProvider, string name, GateChange change) =>
        opsProvider.WriteAsync(async (ops, _) =>
        {
            var gates = ops.Context.Gates.Where(gate => gate.Name == name);
            if (change is GateChange.Open or GateChange.Close)
            {
                var isOpen = change == GateChange.Open;
                await gates.ExecuteUpdateAsync(set => set.SetProperty(gate => gate.IsOpen, isOpen));
            }
            else
            {
                await gates.ExecuteDeleteAsync();
                if (change == GateChange.Insert) ops.Context.Add(new Gate { Name = name });
            }

            var isTrue = change == GateChange.Insert || (change == GateChange.Open && await gates.AnyAsync());
            await LogCommitAsync(ops.Context, new Commit { GateName = name, IsOpen = isTrue });
        });

    /// <summary>Writes a batch of labels, each under a gate, and logs its commit.</summary>
    protected async Task WriteBatchAsync(
        DbOpsProvider<HistoryContext> opsProvider,
        string batch,
        IReadOnlyList<(string Label, OnlyIf Gate, string GateName)> items,
        GateHistory history,
        Pause? pause = null)
    {
        var result = await opsProvider.WriteAsync(async (ops, token) =>
        {
            var result = await ops.BulkConditionalCreatePartialAsync<Entry>(
                [.. items.Select(item => CreatorSpec.For(() => Entry(item.Label, item.GateName)).OnlyIf(item.Gate))],
                cancellationToken: token);
            await LogCommitAsync(ops.Context, new Commit { Batch = batch });
            return result;
        });
        history.Add(result);

        Entry Entry(string label, string gateName)
        {
            pause?.Stop();
            return new Entry { Label = label, GateName = gateName, Batch = batch };
        }
    }

    /// <summary>Writes into the log of commits, as the last thing before a transaction's commit, in the order of the commits.</summary>
    private async Task LogCommitAsync(HistoryContext context, Commit commit)
    {
        await WaitForOtherCommitsAsync(context);
        context.Commits.Add(commit);
        await context.SaveChangesAsync();
    }

    private async Task WriteAsync(Random random, string writer, GateHistory history, Task until)
    {
        var opsProvider = NewOpsProvider(BePatient);
        for (var i = 0; !until.IsCompleted; i++)
        {
            var batch = $"{writer}.{i}";
            var items = Enumerable.Range(0, random.Next(1, 7)).Select(item => Item($"{batch}.{item}"));
            await WriteBatchAsync(opsProvider, batch, [.. items], history);
        }

        (string Label, OnlyIf Gate, string GateName) Item(string label)
        {
            var name = GateName(random.Next(Gates));
            return (random.Next(10) == 0 ? Spoiled : label, OpenGate.Named(name), name);
        }
    }

    private async Task RevokeAsync(Random random, GateHistory history, CancellationToken failed)
    {
        var opsProvider = NewOpsProvider(BePatient);
        for (var i = 0; (i < LeastChanges || history.Batches < LeastBatches) && !failed.IsCancellationRequested; i++)
        {
            await ChangeGateAsync(opsProvider, GateName(random.Next(Gates)), s_changes[random.Next(s_changes.Length)]);
        }
    }

    protected enum GateChange
    {
        Open,
        Close,
        Insert,
        Delete,
    }
}
