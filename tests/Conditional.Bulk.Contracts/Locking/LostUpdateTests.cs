namespace Conditional.Bulk.Contracts.Locking;

/// <summary>Read-modify-write in <c>Apply</c> by many at once: every increment counts.</summary>
public abstract class LostUpdateTests(TestProvider provider, EngineSetting engine)
    : ContractTests<LockingContext>(provider, engine)
{
    [Fact]
    public Task WriteAsync_ConcurrentIncrements_NoneIsLost() => ShouldCountAsync(
        writers: 8, increments: 250, (ops, increment) => ops.UpdateAsync(increment));

    [Fact]
    public Task WriteAsync_ConcurrentIncrementsGatedOnTheSameRow_NoneIsLost() => ShouldCountAsync(
        writers: 4, increments: 50, (ops, increment) => ops.UpdateAsync(increment.OnlyIf(
            OnlyIf.Exists<Note>(note => note.Text == "counter") & OnlyIf.Target<Note>(note => note.Revision >= 0))));

    [Fact]
    public Task BulkConditionalUpdate_SameRowTwiceInConcurrentBatches_NoneIsLost() => ShouldCountAsync(
        writers: 4, increments: 50, async (ops, increment) =>
        {
            var result = await ops.BulkUpdatePartialAsync([increment, Decrement(increment), increment]);
            result.HasFailures.Should().BeFalse();
        });

    /// <summary>Makes those that wait for another writer wait for as long as the test takes.</summary>
    protected virtual void BePatient(DbContextOptionsBuilder options)
    {
    }

    private static Updater<Note> Decrement(Updater<Note> updater) =>
        updater with { Spec = UpdaterSpec.For<Note>(note => note.Revision--) };

    private async Task ShouldCountAsync(int writers, int increments, Func<WriteOps<LockingContext>, Updater<Note>, Task> write)
    {
        var counter = new Note { Text = "counter" };
        await SeedAsync(counter);
        var increment = new Updater<Note>(UpdaterSpec.For<Note>(note => note.Revision++), counter.Id);
        var opsProvider = NewOpsProvider(BePatient);

        await Task.WhenAll(Enumerable.Range(0, writers).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < increments; i++) await opsProvider.WriteAsync((ops, _) => write(ops, increment));
        })));

        var committed = await CommittedAsync(context => context.Notes.SingleAsync());
        committed.Revision.Should().Be(writers * increments);
    }
}
