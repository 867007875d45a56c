namespace Import.Data;

/// <summary>The import of one file: how far it is, and what it did. Each chunk of the import changes it in its own transaction.</summary>
public sealed class ImportRun
{
    public long Id { get; init; }

    /// <summary>Which file it is, whatever its name: the SHA-256 of its content.</summary>
    public required string FileHash { get; init; }

    /// <summary>The checkpoint: the line of the last row that was written or rejected; 0 before the first.</summary>
    public long LastLine { get; set; }

    public int Created { get; set; }

    public int Updated { get; set; }

    public int Unchanged { get; set; }

    public int Rejected { get; set; }

    /// <summary>Whether the file was read to its end.</summary>
    public bool IsFinished { get; set; }
}

/// <summary>A row of the file that was not written.</summary>
public sealed class Reject
{
    public required long RunId { get; init; }

    /// <summary>The line on which the row begins.</summary>
    public required long Line { get; init; }

    /// <summary>The property of <see cref="Product"/> that is wrong; empty where it is the row as a whole.</summary>
    public required string Property { get; init; }

    public required string Reason { get; init; }
}
