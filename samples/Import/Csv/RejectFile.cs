using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using Import.Data;

namespace Import.Csv;

/// <summary>The file with the rows that were not written.</summary>
public static class RejectFile
{
    /// <summary>Writes the file anew. It is there as a whole, or as it was before.</summary>
    public static async Task WriteAsync(string path, IAsyncEnumerable<Reject> rejects, CancellationToken cancellationToken)
    {
        var unfinished = $"{path}.tmp";
        await using (var writer = new StreamWriter(unfinished) { NewLine = "\n" })
        await using (var csv = new CsvWriter(writer, new CsvConfiguration(CultureInfo.InvariantCulture) { NewLine = "\n" }))
        {
            csv.WriteField("line");
            csv.WriteField("property");
            csv.WriteField("reason");
            await csv.NextRecordAsync();
            await foreach (var reject in rejects.WithCancellation(cancellationToken))
            {
                csv.WriteField(reject.Line);
                csv.WriteField(reject.Property);
                csv.WriteField(reject.Reason);
                await csv.NextRecordAsync();
            }
        }

        File.Move(unfinished, path, overwrite: true);
    }
}
