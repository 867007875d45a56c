using Spectre.Console;

namespace Import.Output;

/// <summary>What became of a file.</summary>
internal static class Summary
{
    public static void Print(ImportOutcome outcome, string rejectFile, TimeSpan time)
    {
        Console.WriteLine(outcome.End switch
        {
            ImportEnd.FinishedBefore => "This file was imported before; --restart imports it anew.",
            ImportEnd.TooManyRejects => $"Stopped at line {outcome.Run.LastLine:N0}: more rows are rejected than --max-failures tolerates.",
            _ => "Done.",
        });

        var (run, grid) = (outcome.Run, new Grid().AddColumn().AddColumn(new GridColumn().RightAligned()));
        Row("created", run.Created);
        Row("updated", run.Updated);
        Row("unchanged", run.Unchanged);
        Row("rejected", run.Rejected);
        foreach (var (property, reason, count) in outcome.Rejects) Row(property.Length > 0 ? $"  {property}: {reason}" : $"  {reason}", count);
        grid.AddRow(new Text("seconds"), new Text($"{time.TotalSeconds:N1}"));
        AnsiConsole.Write(grid);
        if (run.Rejected > 0) Console.WriteLine($"Rejects: {rejectFile}");

        void Row(string what, int count) => grid.AddRow(new Text(what), new Text($"{count:N0}"));
    }
}
