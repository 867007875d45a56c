using Import.Data;

namespace Import.Csv;

/// <summary>Which column of a file is what. Columns that are not known are passed over.</summary>
internal sealed class ProductColumns
{
    private static readonly string[] s_names = ["sku", "name", "price", "category"];
    private static readonly string[] s_properties =
        [nameof(Product.Sku), nameof(Product.Name), nameof(Product.Price), nameof(Product.CategoryCode)];

    private readonly int[] _positions;
    private readonly int _count;

    private ProductColumns(int[] positions, int count) => (_positions, _count) = (positions, count);

    /// <summary>The columns that a file has to have, for the user.</summary>
    public static string Names => string.Join(", ", s_names);

    /// <returns>Null if a column is missing.</returns>
    public static ProductColumns? OfHeader(string[] header)
    {
        var positions = Array.ConvertAll(
            s_names, name => Array.FindIndex(header, column => column.Equals(name, StringComparison.OrdinalIgnoreCase)));
        return positions.Contains(-1) ? null : new ProductColumns(positions, header.Length);
    }

    public ProductLine LineOf(string[] record, long line, RowProblem? problem) => new(
        line, Value(record, 0), Value(record, 1), Value(record, 2), Value(record, 3), problem ?? ProblemOf(record));

    private string? Value(string[] record, int column) => record.ElementAtOrDefault(_positions[column]);

    private RowProblem? ProblemOf(string[] record)
    {
        if (record.Length > _count) return RowProblem.TooManyColumns;

        var missing = Array.FindIndex(_positions, position => position >= record.Length);
        return missing < 0 ? null : RowProblem.MissingColumn(s_properties[missing]);
    }
}
