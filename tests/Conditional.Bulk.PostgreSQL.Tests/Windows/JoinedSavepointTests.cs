
namespace Conditional.Bulk.PostgreSQL.Tests.Windows;

/// <summary>Savepoints are counted over all verbs of a transaction: it is the transaction that other sessions pay for.</summary>
[Collection(PostgreSqlCollection.Name)]
public sealed class JoinedSavepointTests(PostgreSqlTestProvider provider) : WireTests(provider)
{
    [Fact]
    public async Task BulkCreate_TwoVerbsInOneTransaction_ShareTheCount()
    {
        await using var transaction = await Ops.Context.Database.BeginTransactionAsync();

        (await Ops.BulkCreatePartialAsync(ItemsOf(40).Select(Spec), InWindows)).HasFailures.Should().BeFalse();
        var first = Savepoints();
        (await Ops.BulkCreatePartialAsync(ItemsOf(40).Select(i => Spec(100 + i)), InWindows)).HasFailures.Should().BeFalse();

        await transaction.CommitAsync();
        first.Should().BeGreaterThan(40);
        Savepoints().Should().BeLessThan(64);
        (await CommittedAsync(context => context.Fragments.CountAsync())).Should().Be(81);
    }

    private int Savepoints() => Log.Statements.Count(kind => kind == "SAVEPOINT");
}
