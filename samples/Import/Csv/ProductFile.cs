using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using CsvHelper;
using CsvHelper.Configuration;

namespace Import.Csv;

/// <summary>A CSV file of products, with a header.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Hash">The SHA-256 of its content.</param>
/// <param name="Lines">How many lines it has.</param>
public sealed record ProductFile(string Path, string Hash, long Lines)
{
    // A quote that is never closed would take the rest of the file for one field.
    private const int MaxFieldSize = 10_000;

    /// <summary>Reads a file through once, to know which it is.</summary>
    public static async Task<ProductFile> OpenAsync(string path, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(path);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 16);
        long lines = 0;
        byte last = (byte)'\n';
        while (await stream.ReadAsync(buffer, cancellationToken) is var read and > 0)
        {
            hash.AppendData(buffer, 0, read);
            lines += buffer.AsSpan(0, read).Count((byte)'\n');
            last = buffer[read - 1];
        }

        ArrayPool<byte>.Shared.Return(buffer);
        return new ProductFile(path, Convert.ToHexStringLower(hash.GetHashAndReset()), last == '\n' ? lines : lines + 1);
    }

    /// <summary>Reads the rows.</summary>
    /// <param name="afterLine">Only those behind this line; 0 for all. The others are read still: a row may repeat one of their SKUs.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ImportException">The file has no header of products, or is no CSV.</exception>
    public async IAsyncEnumerable<ProductLine> ReadAsync(
        long afterLine, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var hasStrayQuote = false;
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            MaxFieldSize = MaxFieldSize,
            BadDataFound = _ => hasStrayQuote = true,
        };
        using var reader = new StreamReader(Path);
        using var parser = new CsvParser(reader, configuration);
        if (!await ReadRecordAsync(parser)) throw new ImportException($"{Path}: the file is empty.");

        var columns = ProductColumns.OfHeader(parser.Record!)
            ?? throw new ImportException($"{Path}: the header has to name {ProductColumns.Names}.");
        var skus = new HashSet<string>();
        while (await ReadRecordAsync(parser))
        {
            cancellationToken.ThrowIfCancellationRequested();
            // The parser looks at the quotes of a field when the field is asked for.
            hasStrayQuote = false;
            var record = parser.Record!;
            var line = columns.LineOf(record, FirstLineOf(parser, record), hasStrayQuote ? RowProblem.StrayQuote : null);
            var isNew = string.IsNullOrEmpty(line.Sku) || skus.Add(line.Sku);
            if (line.Line > afterLine) yield return isNew || line.Problem is not null ? line : line with { Problem = RowProblem.DuplicateSku };
        }
    }

    private async Task<bool> ReadRecordAsync(CsvParser parser)
    {
        try
        {
            return await parser.ReadAsync();
        }
        catch (MaxFieldSizeException exception)
        {
            throw new ImportException(
                $"{Path}: a value in line {parser.RawRow} or before it is longer than {MaxFieldSize} characters. Is a quote not closed?",
                exception);
        }
    }

    /// <summary>The parser counts up to the line on which a record ends.</summary>
    private static long FirstLineOf(CsvParser parser, string[] record) => parser.RawRow - record.Sum(field => field.AsSpan().Count('\n'));
}
