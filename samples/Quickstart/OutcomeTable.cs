using Conditional.Bulk;

namespace Quickstart;

/// <summary>Prints a batch: one line per item and one in summary.</summary>
internal static class OutcomeTable
{
    public static void Print(string verb, IReadOnlyList<FragmentKey> keys, BulkResult<Fragment> result)
    {
        var rows = result.Items.Select(item => new Row(
            item.Index.ToString(), keys[item.Index].ToString(), OutcomeOf(item), item.IsSuccess ? "" : ReasonOf(item.Failure)));
        Row[] table = [new("#", verb, "outcome", "reason"), .. rows];
        var index = table.Max(row => row.Index.Length);
        var item = table.Max(row => row.Item.Length);
        var outcome = table.Max(row => row.Outcome.Length);

        Console.WriteLine();
        foreach (var row in table)
        {
            Console.WriteLine(
                $"{row.Index.PadLeft(index)}  {row.Item.PadRight(item)}  {row.Outcome.PadRight(outcome)}  {row.Reason}".TrimEnd());
        }

        var kinds = result.Failed.CountBy(failure => failure.Kind).Select(kind => $"{kind.Value} {kind.Key}");
        Console.WriteLine(
            $"{verb}: {result.Succeeded.Count} of {result.Items.Count} succeeded"
            + (result.HasFailures ? $"; {string.Join(", ", kinds)}" : ""));
    }

    private static string OutcomeOf(ItemResult<Fragment> item) =>
        item.IsSuccess ? "succeeded" : item.Failure.Kind.ToString();

    /// <summary>The domain's words where it named an exception, the library's facts otherwise.</summary>
    private static string ReasonOf(WriteFailure failure) =>
        failure.Exception is ConfigException named ? named.Message : failure.Message;

    private sealed record Row(string Index, string Item, string Outcome, string Reason);
}
