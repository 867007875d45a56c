using Conditional.Bulk;
using Import.Csv;
using Import.Data;

namespace Import;

/// <summary>How rows of a file become products.</summary>
internal static class ProductSpecs
{
    /// <summary>Failures that the database reports, in the words of the reject file.</summary>
    public static IReadOnlyList<IntegrityCheck> Checks { get; } =
    [
        IntegrityCheck.ForeignKey<Product>(p => p.CategoryCode, failure => Invalid(RowProblem.UnknownCategory, failure)),
        IntegrityCheck.Check<Product>(ImportDb.PriceCheck, failure => Invalid(RowProblem.NegativePrice, failure)),

        // PostgreSQL fails on the length of the type, SQLite on the constraint.
        new(
            WriteFailureKind.InvalidValue,
            failure => failure.PropertyNames is [var property] ? Invalid(RowProblem.TooLong(property), failure) : failure.Exception),
        IntegrityCheck.Check<Product>(ImportDb.SkuLengthCheck, failure => Invalid(RowProblem.TooLong(nameof(Product.Sku)), failure)),
        IntegrityCheck.Check<Product>(ImportDb.NameLengthCheck, failure => Invalid(RowProblem.TooLong(nameof(Product.Name)), failure)),
    ];

    /// <summary>The write of a row.</summary>
    /// <exception cref="InvalidRowException">
    /// The row is no product. In a stream that fails this row alone, as <see cref="WriteFailureKind.SpecFailed"/>.
    /// </exception>
    public static Upserter<Product> Upsert(ProductLine line)
    {
        var row = ProductRow.Parse(line);
        return new(new CreateProduct(row), new UpdateProduct(row), Key<Product>.Of(p => p.Sku, row.Sku));
    }

    private static InvalidRowException Invalid(RowProblem problem, WriteFailure failure) => new(problem, failure.Exception);
}

internal sealed class CreateProduct(ProductRow row) : CreatorSpec<Product>
{
    public override IReadOnlyList<IntegrityCheck> IntegrityChecks => ProductSpecs.Checks;

    public override Product BuildEntity() => new() { Sku = row.Sku, Name = row.Name, Price = row.Price, CategoryCode = row.Category };
}

internal sealed class UpdateProduct(ProductRow row) : UpdaterSpec<Product>
{
    public override IReadOnlyList<IntegrityCheck> IntegrityChecks => ProductSpecs.Checks;

    public override void Apply(Product entity)
    {
        entity.Name = row.Name;
        entity.Price = row.Price;
        entity.CategoryCode = row.Category;
    }
}
