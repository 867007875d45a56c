using Import.Data;

namespace Import.Csv;

/// <summary>What can be wrong with a row.</summary>
/// <param name="Property">The property of <see cref="Product"/>; empty where it is the row as a whole.</param>
/// <param name="Reason">What the reject file says.</param>
public sealed record RowProblem(string Property, string Reason)
{
    public static RowProblem StrayQuote { get; } = new("", "stray quote");

    public static RowProblem TooManyColumns { get; } = new("", "too many columns");

    public static RowProblem NoSku { get; } = new(nameof(Product.Sku), "no SKU");

    public static RowProblem DuplicateSku { get; } = new(nameof(Product.Sku), "duplicate SKU");

    public static RowProblem NotAPrice { get; } = new(nameof(Product.Price), "not a price");

    public static RowProblem NegativePrice { get; } = new(nameof(Product.Price), "negative price");

    public static RowProblem UnknownCategory { get; } = new(nameof(Product.CategoryCode), "unknown category");

    public static RowProblem MissingColumn(string property) => new(property, "missing column");

    public static RowProblem TooLong(string property) => new(property, "too long");
}

/// <summary>A row cannot be written.</summary>
public sealed class InvalidRowException(RowProblem problem, Exception? innerException = null)
    : Exception(problem.Reason, innerException)
{
    public RowProblem Problem { get; } = problem;
}
