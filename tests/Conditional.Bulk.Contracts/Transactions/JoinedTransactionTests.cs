using Conditional.Bulk.Contracts.AppConfig;
using Microsoft.EntityFrameworkCore.Storage;

namespace Conditional.Bulk.Contracts.Transactions;

/// <summary>Whose transaction it is: a verb commits its own, joins the caller's, and undoes its part of that if it throws.</summary>
public abstract class JoinedTransactionTests(TestProvider provider, EngineSetting engine) : TransactionTests(provider, engine)
{
    public enum Opened
    {
        ByEF,
        ByAdoNet,
    }

    [Fact]
    public async Task BulkCreate_NoTransaction_CommitsItsOwn()
    {
        var ops = NewOps();

        await ops.BulkCreatePartialAsync([Spec("a"), Spec("a"), Spec("b")]);

        (await NamesAsync()).Should().Equal("a", "b");
        ops.Context.Database.CurrentTransaction.Should().BeNull();
        ops.Context.Database.GetDbConnection().State.Should().Be(System.Data.ConnectionState.Closed);
    }

    [Fact]
    public async Task Create_ConnectionOpenedByTheCaller_StaysOpen()
    {
        var ops = NewOps();
        await ops.Context.Database.OpenConnectionAsync();

        await ops.CreateAsync(Spec("a"));

        ops.Context.Database.GetDbConnection().State.Should().Be(System.Data.ConnectionState.Open);
    }

    [Theory]
    [InlineData(Opened.ByEF)]
    [InlineData(Opened.ByAdoNet)]
    public async Task Verbs_Joined_CallerRollsBack_ResultsAreGone(Opened opened)
    {
        var ops = NewOps();
        await using var transaction = await OpenAsync(ops.Context, opened);
        await WriteAsync(ops.Context, "caller");

        (await ops.BulkCreatePartialAsync([Spec("a"), Spec("a"), Spec("b")])).Succeeded.Should().HaveCount(2);
        (await ops.CreateAsync(Spec("c"))).Id.Should().BePositive();

        ops.Context.Database.CurrentTransaction.Should().BeSameAs(transaction);
        await transaction.RollbackAsync();
        (await NamesAsync()).Should().BeEmpty();
    }

    [Theory]
    [InlineData(Opened.ByEF)]
    [InlineData(Opened.ByAdoNet)]
    public async Task Verbs_Joined_CallerCommits_ResultsAreKept(Opened opened)
    {
        var ops = NewOps();
        await using var transaction = await OpenAsync(ops.Context, opened);
        await WriteAsync(ops.Context, "caller");

        await ops.BulkConditionalCreatePartialAsync<Fragment>([Spec("a").OnlyIf(Granted), Spec("caller").OnlyIf(Granted)]);
        await ops.CreateAsync(Spec("b"));
        await WriteAsync(ops.Context, "caller again");

        await transaction.CommitAsync();
        (await NamesAsync()).Should().Equal("caller", "a", "b", "caller again");
    }

    [Fact]
    public async Task BulkCreate_Joined_CallerSeesTheRowsBeforeTheCommit()
    {
        var ops = NewOps();
        await using var transaction = await ops.Context.Database.BeginTransactionAsync();

        await ops.BulkCreatePartialAsync([Spec("a")]);

        (await ops.Context.Fragments.Select(fragment => fragment.Name).ToListAsync()).Should().Equal("a");
    }

    [Theory]
    [InlineData(Opened.ByEF)]
    [InlineData(Opened.ByAdoNet)]
    public async Task Create_JoinedAndFails_TheRestOfTheTransactionIsUsable(Opened opened)
    {
        var ops = NewOps();
        await using var transaction = await OpenAsync(ops.Context, opened);
        await WriteAsync(ops.Context, "before");

        await Throws<DbUpdateException>(() => ops.CreateAsync(Spec("before")));
        await Throws<ScopeNotGrantedException>(() => ops.CreateAsync(Spec("a").OnlyIf(Gates.Granted("a", Scope.User))));
        await Throws<InvalidTimeZoneException>(() => ops.CreateAsync(Spec("a", () => throw new InvalidTimeZoneException())));

        await ops.CreateAsync(Spec("after"));
        await WriteAsync(ops.Context, "last");
        await transaction.CommitAsync();
        (await NamesAsync()).Should().Equal("before", "after", "last");
    }

    [Theory]
    [InlineData(Opened.ByEF)]
    [InlineData(Opened.ByAdoNet)]
    public async Task BulkCreate_JoinedAndCancelled_NothingOfItIsKeptAndTheRestIsUsable(Opened opened)
    {
        var ops = NewOps();
        using var cancellation = new CancellationTokenSource();
        await using var transaction = await OpenAsync(ops.Context, opened);
        await WriteAsync(ops.Context, "before");
        await ops.CreateAsync(Spec("earlier verb"));

        await Throws<OperationCanceledException>(
            () => ops.BulkCreatePartialAsync([Spec("a"), Spec("b", cancellation.Cancel)], cancellationToken: cancellation.Token));

        await ops.CreateAsync(Spec("after"));
        await WriteAsync(ops.Context, "last");
        await transaction.CommitAsync();
        (await NamesAsync()).Should().Equal("before", "earlier verb", "after", "last");
    }

    [Theory]
    [InlineData("conditional_bulk_item")]
    [InlineData("conditional_bulk_call")]
    [InlineData("conditional_bulk_alive")]
    [InlineData("mine")]
    public async Task Verbs_CallerHasSavepointOfAnyName_ItStaysTheCallers(string name)
    {
        var ops = NewOps();
        using var cancellation = new CancellationTokenSource();
        await using var transaction = await ops.Context.Database.BeginTransactionAsync();
        await WriteAsync(ops.Context, "before");
        await transaction.CreateSavepointAsync(name);

        await ops.CreateAsync(Spec("kept until then"));
        await Throws<DbUpdateException>(() => ops.CreateAsync(Spec("before")));
        await ops.BulkCreatePartialAsync([Spec("a"), Spec("a"), Spec("b")]);
        await Throws<OperationCanceledException>(
            () => ops.BulkCreatePartialAsync([Spec("c"), Spec("d", cancellation.Cancel)], cancellationToken: cancellation.Token));
        (await ops.Context.Fragments.CountAsync()).Should().Be(4);

        await transaction.RollbackToSavepointAsync(name);
        await ops.CreateAsync(Spec("after"));
        await transaction.CommitAsync();
        (await NamesAsync()).Should().Equal("before", "after");
    }

    [Fact]
    public async Task WriteAsync_VerbFailsAndIsCaught_EarlierRowsAreKept()
    {
        await NewOpsProvider().WriteAsync(async (ops, token) =>
        {
            await ops.CreateAsync(Spec("a"), token);
            await Throws<DbUpdateException>(() => ops.CreateAsync(Spec("a"), token));
            await ops.BulkCreatePartialAsync([Spec("a"), Spec("b")], cancellationToken: token);
        });

        (await NamesAsync()).Should().Equal("a", "b");
    }

    private static async Task<IDbContextTransaction> OpenAsync(AppConfigContext context, Opened opened)
    {
        if (opened == Opened.ByEF) return await context.Database.BeginTransactionAsync();

        await context.Database.OpenConnectionAsync();
        var transaction = await context.Database.GetDbConnection().BeginTransactionAsync();
        return (await context.Database.UseTransactionAsync(transaction))!;
    }

    private static Task Throws<TException>(Func<Task> verb) where TException : Exception => verb.Should().ThrowAsync<TException>();
}
