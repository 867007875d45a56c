using Conditional.Bulk.Contracts.Windows;
using Microsoft.EntityFrameworkCore.Storage;
using static Conditional.Bulk.Contracts.Batches.ShopWrites;

namespace Conditional.Bulk.Contracts.Batches;

/// <summary>The action of an item: the branch that ran, and whether an update had anything to send.</summary>
public abstract class WriteActionTests(TestProvider provider, EngineSetting engine) : ContractTests<ShopContext>(provider, engine)
{
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await SeedAsync(
            new Customer { Id = 1, Name = "a" }, new Customer { Id = 2, Name = "b" }, new Customer { Id = 3, Name = "c" });
    }

    [Fact]
    public async Task BulkCreate_SomeFail_CreatedOrNone()
    {
        var result = await NewOps().BulkCreatePartialAsync([NewBill("B1"), NewBill("B1"), NewBill("B2")]);

        ActionsOf(result).Should().Equal(WriteAction.Created, WriteAction.None, WriteAction.Created);
    }

    [Fact]
    public async Task BulkUpdate_SomeChangeNothing_UpdatedOrUnchanged()
    {
        var result = await NewOps().BulkUpdatePartialAsync([Rename(1, "a"), Rename(2, "a"), Rename(2, "x"), Rename(2, "x"), Rename(3, "z"), Rename(9, "")]);

        ActionsOf(result).Should().Equal(
            WriteAction.Unchanged, WriteAction.None, WriteAction.Updated, WriteAction.Unchanged, WriteAction.Updated, WriteAction.None);
    }

    [Fact]
    public async Task BulkConditionalPurge_SomeRefused_PurgedOrNone()
    {
        var result = await NewOps().BulkConditionalPurgePartialAsync(
            [PurgeCustomer(1).OnlyIf(HasCustomer("b")), PurgeCustomer(2).OnlyIf(HasCustomer("nobody")), PurgeCustomer(3).OnlyIf(HasCustomer("b"))]);

        ActionsOf(result).Should().Equal(WriteAction.Purged, WriteAction.None, WriteAction.Purged);
    }

    [Fact]
    public async Task BulkUpdate_HandlerAddsARow_Updated()
    {
        var ops = new WriteOps<ShopContext>(NewContext(), options => Handling(options, (context, customer) =>
        {
            if (customer.Name == "b") context.Add(new Bill { Number = "B1" });
        }));

        var result = await ops.BulkUpdatePartialAsync([Rename(1, "a"), Rename(2, "b"), Rename(3, "c")]);

        ActionsOf(result).Should().Equal(WriteAction.Unchanged, WriteAction.Updated, WriteAction.Unchanged);
    }

    [Fact]
    public async Task BulkPurge_HandlerMakesItAnUpdate_Purged()
    {
        var ops = new WriteOps<ShopContext>(NewContext(), options => Handling(options, (context, customer) =>
        {
            context.Entry(customer).State = EntityState.Unchanged;
            customer.IsDeleted = true;
        }));

        var result = await ops.BulkPurgePartialAsync([PurgeCustomer(1), PurgeCustomer(2)]);

        ActionsOf(result).Should().Equal(WriteAction.Purged, WriteAction.Purged);
        (await CommittedAsync(context => context.Set<Customer>().CountAsync(customer => customer.IsDeleted))).Should().Be(2);
    }

    [Fact]
    public async Task BulkWrite_ServicesOfTheHost_UpdatedOrUnchanged()
    {
        var ops = NewOps(options => options.ReplaceService<IDatabase, PlainDatabase>());

        var result = await ops.BulkWritePartialAsync(Batch(Rename(1, "a"), Rename(2, "x"), NewBill("B1"), PurgeCustomer(3)));

        result.Outcomes().Should().Equal("Unchanged", "Updated", "Created", "Purged");
    }

    private static IEnumerable<WriteAction> ActionsOf<TEntity>(BulkResult<TEntity> result) where TEntity : class =>
        result.Items.Select(item => item.Action);

    private static ShopContext Handling(DbContextOptions<ShopContext> options, Action<ShopContext, Customer> handle)
    {
        var context = new ShopContext(options);
        context.SavingChanges += (_, _) =>
        {
            foreach (var entry in context.ChangeTracker.Entries<Customer>().ToList()) handle(context, entry.Entity);
        };
        return context;
    }
}
