namespace Import.Csv;

/// <summary>A row as it is in the file.</summary>
/// <param name="Line">The line on which it begins.</param>
/// <param name="Sku">Null, as the other columns, where the row has too few columns.</param>
/// <param name="Name">The name.</param>
/// <param name="Price">The price, not parsed.</param>
/// <param name="Category">The code of the category.</param>
/// <param name="Problem">What of the row is wrong in the file, whatever its values; null if nothing.</param>
public sealed record ProductLine(long Line, string? Sku, string? Name, string? Price, string? Category, RowProblem? Problem);
