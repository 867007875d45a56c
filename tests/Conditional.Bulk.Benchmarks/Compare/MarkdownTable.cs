namespace Conditional.Bulk.Benchmarks;

/// <summary>A table that reads well on a terminal and in a README: names to the left, figures to the right.</summary>
internal static class MarkdownTable
{
    public static string Text(string title, string[] header, IReadOnlyList<string[]> rows)
    {
        var widths = header.Select((cell, column) => rows.Select(row => row[column].Length).Append(cell.Length).Max()).ToArray();
        string[] rule = [.. widths.Select((width, column) => (column == 0 ? "-" : ":").PadLeft(width, '-'))];
        return string.Join(Environment.NewLine, [title, "", .. ((string[][])[header, rule, .. rows]).Select(Line), ""]);

        string Line(string[] cells) =>
            $"| {string.Join(" | ", cells.Select((cell, i) => i == 0 ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i])))} |";
    }
}
