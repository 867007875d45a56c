using System.CommandLine;
using BenchmarkDotNet.Running;

namespace Conditional.Bulk.Benchmarks;

/// <summary><c>micro</c>: the small parts, with BenchmarkDotNet, which gets all other arguments.</summary>
internal sealed class MicroCommand : Command
{
    public MicroCommand()
        : base("micro", "Measures the small parts with BenchmarkDotNet, which gets all other arguments, as in: micro --filter '*Gate*'.")
    {
        TreatUnmatchedTokensAsErrors = false;
        SetAction(Run);
    }

    private int Run(ParseResult result)
    {
        var summaries = BenchmarkSwitcher.FromAssembly(typeof(MicroCommand).Assembly).Run([.. result.UnmatchedTokens]);
        return summaries.All(summary => !summary.HasCriticalValidationErrors && summary.Reports.All(report => report.Success)) ? 0 : 1;
    }
}
