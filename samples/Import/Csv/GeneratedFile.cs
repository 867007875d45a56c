using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using Import.Data;

namespace Import.Csv;

/// <summary>Makes files to import. The same arguments make the same file.</summary>
public static class GeneratedFile
{
    private static readonly string[] s_adjectives = ["blue", "small", "old", "quiet", "heavy", "round", "green", "cheap", "bright", "soft"];
    private static readonly string[] s_things = ["lamp", "chair", "kettle", "ladder", "clock", "basket", "blanket", "bottle", "shelf", "radio"];

    private enum Fault
    {
        MissingColumn,
        UnparsablePrice,
        UnknownCategory,
        NegativePrice,
        NameTooLong,
        DuplicateSku,
    }

    /// <param name="path">Where to write it.</param>
    /// <param name="rows">How many rows it has.</param>
    /// <param name="badShare">Which share of them cannot be imported, from 0 to 1.</param>
    /// <param name="seed">Another seed, another file.</param>
    /// <returns>How many rows cannot be imported.</returns>
    public static async Task<int> WriteAsync(string path, int rows, double badShare, int seed)
    {
        var random = new Random(seed);
        var bad = 0;
        await using var writer = new StreamWriter(path);
        await using var csv = new CsvWriter(writer, new CsvConfiguration(CultureInfo.InvariantCulture) { NewLine = "\n" });
        foreach (var column in new[] { "sku", "name", "price", "category" }) csv.WriteField(column);
        await csv.NextRecordAsync();
        for (var row = 1; row <= rows; row++)
        {
            string[] good = [Sku(row), Name(random), Price(random), random.GetItems(ImportDb.Categories.ToArray(), 1)[0]];
            var isBad = random.NextDouble() < badShare;
            if (isBad) bad++;
            foreach (var field in isBad ? Spoil(good, row, random) : good) csv.WriteField(field);
            await csv.NextRecordAsync();
        }

        return bad;
    }

    private static string Sku(int row) => $"SKU-{row:D8}";

    /// <summary>Some names need quotes, since they have a comma, a quote or a line break in them.</summary>
    private static string Name(Random random)
    {
        var name = $"{random.GetItems(s_adjectives, 1)[0]} {random.GetItems(s_things, 1)[0]}";
        return random.Next(50) switch
        {
            0 => $"{name}, 12\" wide",
            1 => $"{name}\nwithout plug",
            _ => name,
        };
    }

    private static string Price(Random random) => (random.Next(100, 100_000) / 100m).ToString("0.00", CultureInfo.InvariantCulture);

    private static string[] Spoil(string[] good, int row, Random random)
    {
        // The first row has none before it that it could repeat.
        var fault = (Fault)random.Next(row == 1 ? (int)Fault.DuplicateSku : (int)Fault.DuplicateSku + 1);
        return fault switch
        {
            Fault.MissingColumn => good[..3],
            Fault.UnparsablePrice => [good[0], good[1], "12,5 EUR", good[3]],
            Fault.UnknownCategory => [good[0], good[1], good[2], "spaceships"],
            Fault.NegativePrice => [good[0], good[1], $"-{good[2]}", good[3]],
            Fault.NameTooLong => [good[0], new string('x', Product.MaxNameLength + 1), good[2], good[3]],
            _ => [Sku(random.Next(1, row)), good[1], good[2], good[3]],
        };
    }
}
