namespace Conditional.Bulk.Contracts;

/// <summary>A connection to a test's database that logs what reaches the database through it, savepoints included.</summary>
public abstract class StatementLog : IAsyncDisposable
{
    /// <summary>The SQL that was executed, in order, grouped by round trip. In-process there is one statement in each.</summary>
    public abstract IReadOnlyList<IReadOnlyList<string>> RoundTrips { get; }

    /// <summary>
    /// The kinds of the statements, as in <c>"SAVEPOINT, SELECT"</c>, for each round trip. Session settings, which a driver sends
    /// when it opens a connection, are left out.
    /// </summary>
    public IReadOnlyList<string> Shape =>
        [.. RoundTrips.Select(trip => string.Join(", ", trip.Select(Kind).Where(kind => kind != "PRAGMA"))).Where(trip => trip != "")];

    /// <summary>The kinds of the statements, without the round trips.</summary>
    public IReadOnlyList<string> Statements => [.. Shape.SelectMany(trip => trip.Split(", "))];

    /// <summary>Configures a context that is logged, with the library turned on.</summary>
    public abstract void Configure(DbContextOptionsBuilder options);

    public abstract void Clear();

    public abstract ValueTask DisposeAsync();

    /// <summary>The first word of a statement, and for ROLLBACK whether it is TO a savepoint.</summary>
    private static string Kind(string statement)
    {
        var words = statement.Split([' ', ';', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return words is ["ROLLBACK", "TO", ..] ? "ROLLBACK TO" : words[0];
    }
}
