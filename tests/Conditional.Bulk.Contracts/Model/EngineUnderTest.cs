namespace Conditional.Bulk.Contracts.Model;

/// <summary>A way to run batches, and the options that choose it. All give the same results and leave the same rows.</summary>
/// <param name="Name">What a failing test prints.</param>
public sealed record EngineUnderTest(string Name)
{
    public BulkOptions Defaults { get; init; } = new();

    public NpgsqlBulkOptions Npgsql { get; init; } = new();

    /// <summary>On PostgreSQL. The first two run every case; the others are compared with the first.</summary>
    public static IReadOnlyList<EngineUnderTest> PostgreSql { get; } =
    [
        new("per item") { Defaults = Windows(1) },
        new("pipelined"),
        new("pipelined, windows of 2") { Defaults = Windows(2) },
        new("pipelined, windows of 3, 2 items per savepoint") { Defaults = Windows(3, itemsPerSavepoint: 2) },
        new("pipelined, windows of 7, 3 items per savepoint") { Defaults = Windows(7, itemsPerSavepoint: 3) },
        new("pipelined, 64 items per savepoint") { Defaults = new() { ItemsPerSavepoint = 64 } },
        new("pipelined, prepared") { Npgsql = new() { PrepareStatements = true } },
        new("pipelined, prepared, 64 items per savepoint")
        {
            Defaults = new() { ItemsPerSavepoint = 64 }, Npgsql = new() { PrepareStatements = true },
        },
        new("pipelined despite interceptors") { Defaults = new() { WindowsDespiteInterceptors = true } },
        new("deferred constraints checked") { Npgsql = new() { CheckDeferredConstraints = true } },
    ];

    /// <summary>The engines on SQLite, as above.</summary>
    public static IReadOnlyList<EngineUnderTest> Sqlite { get; } =
    [
        new("per item") { Defaults = Windows(1) },
        new("in windows"),
        new("in windows of 2") { Defaults = Windows(2) },
        new("in windows of 3, 2 items per savepoint") { Defaults = Windows(3, itemsPerSavepoint: 2) },
        new("in windows despite interceptors") { Defaults = new() { WindowsDespiteInterceptors = true } },
    ];

    /// <summary>The engines that a case runs on: the first two, and one of the others.</summary>
    /// <param name="engines">All engines.</param>
    /// <param name="pick">Chooses the last one.</param>
    public static IReadOnlyList<EngineUnderTest> For(IReadOnlyList<EngineUnderTest> engines, int pick) =>
        engines.Count <= 2 ? engines : [engines[0], engines[1], engines[2 + (pick % (engines.Count - 2))]];

    public override string ToString() => Name;

    private static BulkOptions Windows(int itemsPerWindow, int? itemsPerSavepoint = null) =>
        new() { ItemsPerWindow = itemsPerWindow, ItemsPerSavepoint = itemsPerSavepoint };
}
