using System.Transactions;
using Conditional.Bulk.Contracts.Transactions;

namespace Conditional.Bulk.PostgreSQL.Tests.Transactions;

[Collection(PostgreSqlCollection.Name)]
public abstract class PostgreSqlAmbientTransactionTests(PostgreSqlTestProvider provider, EngineSetting engine)
    : AmbientTransactionTests(provider, engine)
{
    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Verb_InEnlistedTransaction_ThrowsBeforeAnyIO(string verb)
    {
        var ops = NewOps(Configure);
        using var transaction = new CommittableTransaction();
        await ops.Context.Database.OpenConnectionAsync();
        ops.Context.Database.EnlistTransaction(transaction);
        Log.Clear();
        var call = () => RunAsync(ops, verb);

        await call.Should().ThrowExactlyAsync<InvalidOperationException>();

        Log.Statements.Should().BeEmpty();
        transaction.Rollback();
    }
}

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlAmbientTransactionInWindowsTests(PostgreSqlTestProvider provider)
    : PostgreSqlAmbientTransactionTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlAmbientTransactionItemByItemTests(PostgreSqlTestProvider provider)
    : PostgreSqlAmbientTransactionTests(provider, EngineSetting.ItemByItem);
