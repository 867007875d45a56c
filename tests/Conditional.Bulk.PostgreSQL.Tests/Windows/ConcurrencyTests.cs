using Conditional.Bulk.Contracts.Windows;
using Conditional.Bulk.PostgreSQL.Tests.Locking;

namespace Conditional.Bulk.PostgreSQL.Tests.Windows;

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
        var first = UpdateAsync(NewOps(), "f", forwards);
        await PostgreSqlBackend.WaitUntilBlockedAsync(Database, sessions: 1);
        var second = UpdateAsync(NewOps(), "b", backwards);
        await PostgreSqlBackend.WaitUntilBlockedAsync(Database, sessions: 2);
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

    private static Task<BulkResult<Memo>> UpdateAsync(WriteOps<ArchiveContext> ops, string prefix, int[] keys) =>
        ops.BulkUpdatePartialAsync(keys.Select(key => Rename(key, $"{prefix}{key}")), InWindows);
}
