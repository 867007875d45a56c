namespace Conditional.Bulk.Contracts.Batches;

/// <summary>The writes of the tests, and what became of them in one line each.</summary>
internal static class ShopWrites
{
    public static OnlyIf HasCustomer(string name) => OnlyIf.Exists<Customer>(customer => customer.Name == name);

    public static CreatorSpec<Customer> NewCustomer(int id, string? name = null) =>
        CreatorSpec.For(() => new Customer { Id = id, Name = name ?? $"customer {id}" });

    public static CreatorSpec<Order> NewOrder(int id, int customer) => CreatorSpec.For(() => new Order { Id = id, CustomerId = customer });

    public static CreatorSpec<Line> NewLine(int id, int order) => CreatorSpec.For(() => new Line { Id = id, OrderId = order });

    public static CreatorSpec<Bill> NewBill(string number) => CreatorSpec.For(() => new Bill { Number = number });

    public static Updater<Customer> Rename(int id, string name) => new(UpdaterSpec.For<Customer>(customer => customer.Name = name), id);

    public static Updater<Order> Note(int id, string note) => new(UpdaterSpec.For<Order>(order => order.Note = note), id);

    public static Updater<Order> Append(int id, string text) => new(UpdaterSpec.For<Order>(order => order.Note += text), id);

    public static Purger<Customer> PurgeCustomer(int id) => new(id);

    public static Purger<Order> PurgeOrder(int id) => new(id);

    public static Purger<Line> PurgeLine(int id) => new(id);

    /// <summary>A batch whose sources are the positions.</summary>
    public static WriteBatch<int> Batch(params IBulkWrite[] writes)
    {
        var batch = new WriteBatch<int>();
        foreach (var write in writes) batch.Add(batch.Count, write);
        return batch;
    }

    /// <summary>The action of each item that succeeded, the kind of failure of each other.</summary>
    public static IEnumerable<string> Outcomes<TSource>(this BatchResult<TSource> result) =>
        result.Items.Select(item => item.IsSuccess ? $"{item.Action}" : $"{item.Failure.Kind}");

    public static async Task<List<string>> RowsAsync(this ShopContext context)
    {
        List<string> rows = [];
        foreach (var row in await context.Set<Customer>().AsNoTracking().OrderBy(row => row.Id).ToListAsync()) rows.Add($"customer {row.Id} {row.Name}");
        foreach (var row in await context.Set<Order>().AsNoTracking().OrderBy(row => row.Id).ToListAsync()) rows.Add($"order {row.Id} {row.CustomerId} {row.Note}");
        foreach (var row in await context.Set<Line>().AsNoTracking().OrderBy(row => row.Id).ToListAsync()) rows.Add($"line {row.Id} {row.OrderId}");
        foreach (var row in await context.Set<Bill>().AsNoTracking().OrderBy(row => row.Number).ToListAsync()) rows.Add($"bill {row.Number}");
        return rows;
    }
}
