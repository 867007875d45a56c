using Conditional.Bulk.IntegrationTests.Locking;
using Npgsql;

namespace Conditional.Bulk.IntegrationTests.Windows;

/// <summary>Sessions whose windows are about the same rows.</summary>
[Collection(PostgreSqlCollection.Name)]
public sealed class ConcurrencyTests(PostgreSqlTestProvider provider) : ArchiveTests(provider)
{
    private const int Size = 9;

    [Fact]
    public async Task BulkUpdate_OppositeOrders_OneWaitsForTheOtherAndNoneDeadlocks()
    {
        await SeedMemosAsync([.. Enumerable.Range(1, Size).Select(i => $"{i}")]);
        int[] forwards = [.. Enumerable.Range(1, Size)];
        int[] backwards = [.. forwards.Reverse()];
        await using var session = await Session.OpenAsync(Database);
        await session.BeginAsync();
        await session.ExecuteAsync("""UPDATE "Memo" SET "Text" = 'held' WHERE "Id" = 5""");

        // Both stop at the row in the middle, at the latest. Had one of them come there from the other side, they would hold crosswise
        // what the other one needs once that row is free.
        var (first, firstId) = await StartAsync("f", forwards);
        await PostgreSqlBackend.WaitUntilAsync(Database, firstId, "wait_event_type = 'Lock'");
        var (second, secondId) = await StartAsync("b", backwards);
        await PostgreSqlBackend.WaitUntilAsync(Database, secondId, "wait_event_type = 'Lock'");
        await session.EndAsync(Ending.Commit);

        (await first).HasFailures.Should().BeFalse();
        (await second).HasFailures.Should().BeFalse();
        (await MemosAsync()).Should().Equal(forwards.Select(id => $"b{id}"), "the second waited for the first");
    }

    [Fact]
    public async Task BulkUpdate_OppositeOrdersManyTimes_EveryBatchIsWritten()
    {
        await SeedMemosAsync([.. Enumerable.Range(1, 100).Select(i => $"{i}")]);
        int[] forwards = [.. Enumerable.Range(1, 100)];

        await Task.WhenAll(RepeatAsync("f", forwards), RepeatAsync("b", [.. forwards.Reverse()]));

        var prefixes = (await MemosAsync()).Select(text => text[..1]).Distinct();
        prefixes.Should().ContainSingle("one of them wrote all rows last");

        async Task RepeatAsync(string prefix, int[] keys)
        {
            var ops = NewOps();
            for (var i = 0; i < 20; i++) (await UpdateAsync(ops, $"{prefix}{i}-", keys)).HasFailures.Should().BeFalse();
        }
    }

    private async Task<(Task<BulkResult<Memo>> Updating, int ProcessId)> StartAsync(string prefix, int[] keys)
    {
        var ops = NewOps();
        await ops.Context.Database.OpenConnectionAsync();
        var processId = ((NpgsqlConnection)ops.Context.Database.GetDbConnection()).ProcessID;
        return (UpdateAsync(ops, prefix, keys), processId);
    }

    private static Task<BulkResult<Memo>> UpdateAsync(WriteOps<ArchiveContext> ops, string prefix, int[] keys) =>
        ops.BulkUpdatePartialAsync(keys.Select(key => Rename(key, $"{prefix}{key}")), InWindows);
}
