namespace Import.Data;

public sealed class Product
{
    public const int MaxSkuLength = 40;
    public const int MaxNameLength = 80;

    public long Id { get; init; }

    /// <summary>What identifies a product outside of this database.</summary>
    public required string Sku { get; init; }

    public required string Name { get; set; }

    public required decimal Price { get; set; }

    public required string CategoryCode { get; set; }
}

public sealed class Category
{
    public required string Code { get; init; }
}
