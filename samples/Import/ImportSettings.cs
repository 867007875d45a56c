namespace Import;

/// <summary>What an import was asked for.</summary>
/// <param name="File">The CSV file.</param>
public sealed record ImportSettings(string File)
{
    /// <summary>Where the rejects go.</summary>
    public string RejectFile { get; init; } = $"{File}.rejects.csv";

    /// <summary>How many rejects of the file are tolerated; null for any number.</summary>
    public int? MaxFailures { get; init; }

    /// <summary>How many rows a transaction has; null for the library's default.</summary>
    public int? ItemsPerCommit { get; init; }

    /// <summary>Whether to import the file from its begin, also if that was done or begun already.</summary>
    public bool Restart { get; init; }
}
