using Import.Data;

namespace Import;

/// <summary>How an import ended.</summary>
/// <param name="End">Why it ended.</param>
/// <param name="Run">What was done with the file, in all runs.</param>
/// <param name="Rejects">The rejects, by reason.</param>
public sealed record ImportOutcome(ImportEnd End, ImportRun Run, IReadOnlyList<RejectCount> Rejects);

public enum ImportEnd
{
    /// <summary>The file is imported to its end.</summary>
    Finished,

    /// <summary>It had been before.</summary>
    FinishedBefore,

    /// <summary>More rows were rejected than are tolerated.</summary>
    TooManyRejects,
}

/// <summary>How far an import is.</summary>
/// <param name="Line">The line up to which it is committed.</param>
/// <param name="Lines">The lines of the file.</param>
public readonly record struct ImportProgress(long Line, long Lines);
