namespace Import.Output;

/// <summary>A line for each tenth of the file: for a log.</summary>
internal sealed class ProgressLines(TextWriter output) : IProgress<ImportProgress>
{
    private long _tenths = -1;

    public void Report(ImportProgress value)
    {
        var tenths = value.Lines == 0 ? 10 : 10 * value.Line / value.Lines;
        if (tenths == _tenths) return;

        _tenths = tenths;
        output.WriteLine($"{tenths * 10,3} %  line {value.Line:N0} of {value.Lines:N0}");
    }
}
