using System.CommandLine;
using Import.Csv;

namespace Import;

/// <summary><c>generate</c>: makes a file to import.</summary>
internal sealed class GenerateCommand : Command
{
    private readonly Argument<string> _file = new("file") { Description = "The file to write." };
    private readonly Option<int> _rows = CommandOptions.Number("--rows", "How many rows it has.", 0, 20_000);
    private readonly Option<double> _bad = new("--bad") { Description = "Which share of the rows is bad.", DefaultValueFactory = _ => 0.02 };
    private readonly Option<int> _seed = new("--seed") { Description = "Another seed, another file.", DefaultValueFactory = _ => 1 };

    public GenerateCommand() : base("generate", "Makes a file to import, with a share of bad rows.")
    {
        _bad.Validators.Add(result =>
        {
            if (result.GetValue(_bad) is not (>= 0 and <= 1)) result.AddError("--bad must be a share from 0 to 1.");
        });
        Arguments.Add(_file);
        Options.Add(_rows);
        Options.Add(_bad);
        Options.Add(_seed);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var rows = result.GetValue(_rows);
        var bad = await GeneratedFile.WriteAsync(result.GetRequiredValue(_file), rows, result.GetValue(_bad), result.GetValue(_seed));
        Console.WriteLine($"{rows:N0} rows, {bad:N0} of them bad");
        return ExitCode.Imported;
    }
}
