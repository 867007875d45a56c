namespace Import;

/// <summary>What the process returns.</summary>
public static class ExitCode
{
    /// <summary>The file is imported to its end, by this run or one before it. Rows that were rejected are in the reject file.</summary>
    public const int Imported = 0;

    /// <summary>The import cannot go on; what it has committed stays.</summary>
    public const int Failed = 1;

    public const int BadArguments = 2;

    /// <summary>More rows were rejected than <c>--max-failures</c> tolerates.</summary>
    public const int TooManyRejects = 3;

    public const int Interrupted = 130;
}
