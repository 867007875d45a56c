namespace Conditional.Bulk.Contracts.Upserts;

/// <summary>The writes of the tests.</summary>
public static class UpsertWrites
{
    /// <summary>A product by its unique index; one that is there gets the price, and keeps its name.</summary>
    public static Upserter<Product> UpsertProduct(string sku, decimal price, string? name = null) => new(
        NewProduct(sku, price, name), UpdaterSpec.For<Product>(product => product.Price = price), Sku(sku));

    public static Key<Product> Sku(string sku) => Key<Product>.Of(product => product.Sku, sku);

    public static CreatorSpec<Product> NewProduct(string sku, decimal price, string? name = null) =>
        CreatorSpec.For(() => new Product { Sku = sku, Name = name ?? $"product {sku}", Price = price });

    /// <summary>A counter by its primary key.</summary>
    public static Upserter<Counter> Count(int id, int by = 1) => new(
        CreatorSpec.For(() => new Counter { Id = id, Count = by }), UpdaterSpec.For<Counter>(counter => counter.Count += by), id);

    /// <summary>A setting by its primary key.</summary>
    public static Upserter<Setting> Set(string name, string value) => new(
        CreatorSpec.For(() => new Setting { Name = name, Value = value }), UpdaterSpec.For<Setting>(setting => setting.Value = value), name);

    /// <summary>A country by its alternate key.</summary>
    public static Upserter<Country> UpsertCountry(string code, string name) => new(
        CreatorSpec.For(() => new Country { Code = code, Name = name }),
        UpdaterSpec.For<Country>(country => country.Name = name),
        Key<Country>.Of(country => country.Code, code));

    /// <summary>A member by a unique index of two columns; one that was deleted is brought back if it is seen.</summary>
    public static Upserter<Member> UpsertMember(int tenant, long id, string name, params string[] ignore) => new(
        CreatorSpec.For(() => new Member { TenantId = tenant, ExternalId = id, Name = name }),
        UpdaterSpec.For<Member>(member => (member.Name, member.IsDeleted) = (name, false)),
        Key<Member>.Of(member => member.TenantId, tenant).And(member => member.ExternalId, id))
    {
        IgnoreQueryFilters = ignore,
    };

    /// <summary>What became of the items, in one word each.</summary>
    public static IEnumerable<string> Outcomes<TEntity>(this BulkResult<TEntity> result) where TEntity : class =>
        result.Items.Select(item => item.IsSuccess ? $"{item.Action}" : $"{item.Failure.Kind}");
}
