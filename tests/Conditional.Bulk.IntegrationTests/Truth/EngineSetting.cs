namespace Conditional.Bulk.IntegrationTests.Truth;

/// <summary>Public options that choose how a batch is written; none of them changes what a batch means.</summary>
/// <param name="Name">What a failing test prints.</param>
/// <param name="Options">Given with the batch.</param>
/// <param name="Prepared">Whether statements are prepared (PostgreSQL).</param>
public sealed record EngineSetting(string Name, BulkOptions Options, bool Prepared = false)
{
    /// <summary>Each item by itself: what all others are compared with.</summary>
    public static EngineSetting Reference { get; } = new("windows of 1", Of(1));

    /// <summary>All that can be chosen on every provider, the reference first.</summary>
    public static IReadOnlyList<EngineSetting> Common { get; } =
    [
        Reference,
        new("defaults", new()),
        new("windows of 2", Of(2)),
        new("1 item per savepoint", Of(null, 1)),
        new("3 items per savepoint", Of(null, 3)),
        new("64 items per savepoint", Of(null, 64)),
        new("windows of 2, 3 items per savepoint", Of(2, 3)),
    ];

    /// <summary>With those that only PostgreSQL has.</summary>
    public static IReadOnlyList<EngineSetting> PostgreSql { get; } =
    [
        .. Common,
        new("prepared", new(), Prepared: true),
        new("prepared, 64 items per savepoint", Of(null, 64), Prepared: true),
    ];

    public static IReadOnlyList<EngineSetting> For(TestProvider provider) => provider is PostgreSqlTestProvider ? PostgreSql : Common;

    /// <summary>Options of a context on a database of the setting's provider.</summary>
    public DbContextOptions<TContext> ContextOptions<TContext>(
        TestDatabase database, Action<DbContextOptionsBuilder>? configure = null)
        where TContext : DbContext => database.Options<TContext>(options =>
        {
            if (Prepared)
            {
                var prepared = new NpgsqlBulkOptions { PrepareStatements = true };
                options.UseNpgsql(database.ConnectionString, npgsql => npgsql.UseConditionalBulk(null, prepared));
            }

            configure?.Invoke(options);
        });

    public override string ToString() => Name;

    private static BulkOptions Of(int? itemsPerWindow, int? itemsPerSavepoint = null) =>
        new() { ItemsPerWindow = itemsPerWindow, ItemsPerSavepoint = itemsPerSavepoint };
}
