namespace Conditional.Bulk.Contracts.EntityFramework;

/// <summary>An item is a row with its graph: all of it is written, or nothing.</summary>
public abstract class GraphTests(TestProvider provider, EngineSetting engine) : ContractTests<GraphContext>(provider, engine)
{
    [Fact]
    public async Task BulkCreate_OneChildFails_ItsItemIsUndoneAndTheOthersStay()
    {
        var result = await NewOps().BulkCreatePartialAsync<Order>(
            [NewOrder("first", "x", "y"), NewOrder("broken", "x", "x"), NewOrder("last", "x", "z")]);

        result.ShouldFailOnlyAt(1, WriteFailureKind.UniqueViolation);
        result.Succeeded.Should().OnlyContain(order => order.Id > 0 && order.Lines.All(line => line.OrderId == order.Id));
        (await OrdersAsync()).Should().Equal("first: x y", "last: x z");
        (await CommittedAsync(context => context.Set<OrderLine>().CountAsync())).Should().Be(4);
    }

    [Fact]
    public async Task BulkUpdate_OneAddedChildFails_ItsItemIsUndoneAndTheOthersStay()
    {
        var orders = await SeedOrdersAsync("first", "broken", "last");

        var result = await NewOps().BulkUpdatePartialAsync<Order>(
            [Add(orders[0], "y"), Add(orders[1], "x"), Add(orders[2], "z")]);

        result.ShouldFailOnlyAt(1, WriteFailureKind.UniqueViolation);
        (await OrdersAsync()).Should().Equal("broken: x", "first changed: x y", "last changed: x z");

        static Updater<Order> Add(Order order, string product) => new(
            UpdaterSpec.For<Order>(loaded =>
            {
                loaded.Name += " changed";
                loaded.Lines.Add(new OrderLine { Product = product });
            }),
            order.Id);
    }

    [Fact]
    public async Task BulkPurge_DatabaseCascade_ChildrenGoWithTheirParent()
    {
        var orders = await SeedOrdersAsync("first", "kept", "last");

        var result = await NewOps().BulkPurgePartialAsync<Order>(
            [new(orders[0].Id), new(orders[0].Id), new(orders[2].Id)]);

        result.ShouldFailOnlyAt(1, WriteFailureKind.TargetNotFound);
        (await OrdersAsync()).Should().Equal("kept: x");
        (await CommittedAsync(context => context.Set<OrderLine>().CountAsync())).Should().Be(1);
    }

    [Fact]
    public async Task BulkPurge_RestrictedByChild_OnlyThatItemFails()
    {
        var orders = await SeedOrdersAsync("first", "billed", "last");
        await SeedAsync(new Bill { OrderName = "billed" });

        var result = await NewOps().BulkPurgePartialAsync<Order>([.. orders.Select(order => new Purger<Order>(order.Id))]);

        result.ShouldFailOnlyAt(1, WriteFailureKind.ForeignKeyViolation, WriteFailureKind.RestrictViolation);
        (await OrdersAsync()).Should().Equal("billed: x");
    }

    [Fact]
    public async Task CreateUpdatePurge_AlternateKeyAsPrincipal_FailingItemsLeaveNothing()
    {
        await SeedOrdersAsync("one", "two");

        var created = await NewOps().BulkCreatePartialAsync<Bill>([NewBill("one"), NewBill("none"), NewBill("two")]);
        created.ShouldFailOnlyAt(1, WriteFailureKind.ForeignKeyViolation);

        var (one, two) = (created.Succeeded[0].Id, created.Succeeded[1].Id);
        var updated = await NewOps().BulkUpdatePartialAsync<Bill>([Rebind(one, "two"), Rebind(two, "none"), Rebind(one, "one")]);
        updated.ShouldFailOnlyAt(1, WriteFailureKind.ForeignKeyViolation);
        (await BillsAsync()).Should().Equal("one", "two");

        var purged = await NewOps().BulkPurgePartialAsync<Bill>([new(one), new(one), new(two)]);
        purged.ShouldFailOnlyAt(1, WriteFailureKind.TargetNotFound);
        (await BillsAsync()).Should().BeEmpty();

        static CreatorSpec<Bill> NewBill(string order) => CreatorSpec.For(() => new Bill { OrderName = order });

        static Updater<Bill> Rebind(int id, string order) => new(UpdaterSpec.For<Bill>(bill => bill.OrderName = order), id);

        Task<List<string>> BillsAsync() =>
            CommittedAsync(context => context.Set<Bill>().OrderBy(bill => bill.Id).Select(bill => bill.OrderName).ToListAsync());
    }

    [Fact]
    public async Task BulkCreate_ShadowForeignKey_SetByNavigationFromTheRoot()
    {
        var result = await NewOps().BulkCreatePartialAsync<Folder>(
        [
            CreatorSpec.For(() => new Folder { Name = "docs", Files = [new() { Path = "a" }, new() { Path = "b" }] }),
            CreatorSpec.For(() => new Folder { Name = "broken", Files = [new() { Path = "a" }] }),
            CreatorSpec.For(() => new Folder { Name = "pictures", Files = [new() { Path = "c" }] }),
        ]);

        result.ShouldFailOnlyAt(1, WriteFailureKind.UniqueViolation);
        var files = await CommittedAsync(context => context.Set<FolderFile>()
            .ToDictionaryAsync(file => file.Path, file => context.Entry(file).Property<int>("FolderId").CurrentValue));
        var (docs, pictures) = (result.Succeeded[0].Id, result.Succeeded[1].Id);
        files.Should().BeEquivalentTo(new Dictionary<string, int> { ["a"] = docs, ["b"] = docs, ["c"] = pictures });
    }

    private static CreatorSpec<Order> NewOrder(string name, params string[] products) => CreatorSpec.For(() => new Order
    {
        Name = name,
        Number = name,
        Lines = [.. products.Select(product => new OrderLine { Product = product })],
    });

    private async Task<Order[]> SeedOrdersAsync(params string[] names)
    {
        Order[] orders = [.. names.Select(name => new Order { Name = name, Number = name, Lines = [new() { Product = "x" }] })];
        await SeedAsync(orders);
        return orders;
    }

    private async Task<IEnumerable<string>> OrdersAsync()
    {
        var orders = await CommittedAsync(context =>
            context.Set<Order>().Include(order => order.Lines).OrderBy(order => order.Name).ToListAsync());
        return orders.Select(order => $"{order.Name}: {string.Join(' ', order.Lines.Select(line => line.Product).Order())}");
    }
}

public sealed class GraphContext(DbContextOptions<GraphContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Order>().HasMany(order => order.Lines).WithOne().HasForeignKey(line => line.OrderId);
        modelBuilder.Entity<OrderLine>().HasIndex(line => new { line.OrderId, line.Product }).IsUnique();
        modelBuilder.Entity<Bill>()
            .HasOne<Order>().WithMany()
            .HasForeignKey(bill => bill.OrderName).HasPrincipalKey(order => order.Number)
            .OnDelete(DeleteBehavior.Restrict);
        modelBuilder.Entity<Folder>().HasMany(folder => folder.Files).WithOne().HasForeignKey("FolderId").IsRequired();
        modelBuilder.Entity<FolderFile>().HasIndex(file => file.Path).IsUnique();
    }
}

public sealed class Order
{
    public int Id { get; set; }

    public required string Name { get; set; }

    public required string Number { get; set; }

    public List<OrderLine> Lines { get; set; } = [];
}

public sealed class OrderLine
{
    public int Id { get; set; }

    public int OrderId { get; set; }

    public required string Product { get; set; }
}

public sealed class Bill
{
    public int Id { get; set; }

    public required string OrderName { get; set; }
}

public sealed class Folder
{
    public int Id { get; set; }

    public required string Name { get; set; }

    public List<FolderFile> Files { get; set; } = [];
}

public sealed class FolderFile
{
    public int Id { get; set; }

    public required string Path { get; set; }
}
