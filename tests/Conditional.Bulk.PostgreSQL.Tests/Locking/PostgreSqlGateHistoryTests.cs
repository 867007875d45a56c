using Conditional.Bulk.Contracts.Locking;
using Xunit.Abstractions;

namespace Conditional.Bulk.PostgreSQL.Tests.Locking;

[Collection(PostgreSqlCollection.Name)]
public abstract class PostgreSqlGateHistoryTests(PostgreSqlTestProvider provider, EngineSetting engine, ITestOutputHelper output)
    : GateHistoryTests(provider, engine, output)
{
    [Fact]
    public async Task BulkConditionalCreate_WithoutLockAndRevokedInBetween_TheCheckFindsTheViolation()
    {
        var (gate, history, pause) = (GateName(0), new GateHistory(), new Pause());

        var writing = Task.Run(() => WriteBatchAsync(
            NewOpsProvider(), "batch", [("label", OpenGate.Named(gate).WithoutLock(), gate)], history, pause));
        await pause.ReachedAsync(writing);
        await ChangeGateAsync(NewOpsProvider(), gate, GateChange.Close);
        pause.Resume();
        await writing;

        var figures = await history.CheckAsync(NewContext());
        Output.WriteLine($"{figures}");
        figures.Violations.Should().Be(1);
    }

    protected override Task WaitForOtherCommitsAsync(HistoryContext context) =>
        context.Database.ExecuteSqlRawAsync("SELECT pg_advisory_xact_lock(1)");
}

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlGateHistoryInWindowsTests(PostgreSqlTestProvider provider, ITestOutputHelper output)
    : PostgreSqlGateHistoryTests(provider, EngineSetting.InWindows, output);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlGateHistoryItemByItemTests(PostgreSqlTestProvider provider, ITestOutputHelper output)
    : PostgreSqlGateHistoryTests(provider, EngineSetting.ItemByItem, output);
