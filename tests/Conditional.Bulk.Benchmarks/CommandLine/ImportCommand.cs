using System.CommandLine;

namespace Conditional.Bulk.Benchmarks;

/// <summary><c>import</c>: what the import sample takes, beside what EF takes for the good rows.</summary>
internal sealed class ImportCommand : Command
{
    private readonly Option<string> _provider = BenchmarkOptions.Provider();
    private readonly Option<int> _rows = BenchmarkOptions.Number("--rows", "How many rows the file has.", 1, 20_000);
    private readonly Option<double> _bad = new("--bad") { Description = "Which share of the rows is bad.", DefaultValueFactory = _ => 0.02 };
    private readonly Option<int> _rounds = BenchmarkOptions.Number("--rounds", "Timed runs of each.", 1, 7);

    public ImportCommand() : base("import", "Compares an import with samples/Import and the good rows alone with AddRange and SaveChanges by 1,000.")
    {
        Options.Add(_provider);
        Options.Add(_rows);
        Options.Add(_bad);
        Options.Add(_rounds);
        SetAction(RunAsync);
    }

    private Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var provider = BenchmarkOptions.ToProvider(result.GetRequiredValue(_provider));
        return new ImportComparison(provider, result.GetValue(_rows), result.GetValue(_bad), result.GetValue(_rounds))
            .RunAsync(result.InvocationConfiguration.Output, cancellationToken);
    }
}
