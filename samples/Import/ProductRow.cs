using System.Globalization;
using Import.Csv;

namespace Import;

/// <summary>A row that can be read as a product. Whether the database takes it is the database's to say.</summary>
public sealed record ProductRow(string Sku, string Name, decimal Price, string Category)
{
    private const NumberStyles PriceStyle = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
    private const decimal PriceLimit = 10_000_000_000;

    /// <exception cref="InvalidRowException">It cannot.</exception>
    public static ProductRow Parse(ProductLine line)
    {
        if (line.Problem is { } problem) throw new InvalidRowException(problem);
        if (string.IsNullOrWhiteSpace(line.Sku)) throw new InvalidRowException(RowProblem.NoSku);

        return decimal.TryParse(line.Price, PriceStyle, CultureInfo.InvariantCulture, out var price)
            && price.Scale <= 2
            && Math.Abs(price) < PriceLimit
            ? new ProductRow(line.Sku, line.Name!, price, line.Category!)
            : throw new InvalidRowException(RowProblem.NotAPrice);
    }
}
