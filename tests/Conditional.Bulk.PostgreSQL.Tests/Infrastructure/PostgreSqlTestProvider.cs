using System.Collections.Concurrent;
using Npgsql;

namespace Conditional.Bulk.PostgreSQL.Tests;

/// <summary>
/// PostgreSQL: a database for each test, copied from a template that is made once for each model, or emptied where the test before has changed
/// nothing but rows.
/// </summary>
public sealed class PostgreSqlTestProvider : TestProvider, IAsyncLifetime
{
    private readonly Dictionary<Type, Template> _templates = [];
    private readonly ConcurrentBag<string> _databases = [];
    private PostgreSqlServer? _server;
    private int _version;

    // The default of version 15 and later writes the copy to the log, which takes longer; earlier versions know no other way than this.
    private string _asFiles = "";

    public override bool TellsConstraints => true;

    public override bool TellsUniqueColumns => false;

    public override bool LocksRows => true;

    public override bool IdentifiesTransactions => true;

    public override bool TellsRestrict => _version >= 18;

    public override IReadOnlyList<EngineSetting> Settings { get; } =
    [
        .. EngineSetting.Common,
        new PostgreSqlEngineSetting("in windows, prepared") { Npgsql = new() { PrepareStatements = true } },
        new PostgreSqlEngineSetting("in windows, prepared, 64 items per savepoint")
        {
            Defaults = new() { ItemsPerSavepoint = 64 }, Npgsql = new() { PrepareStatements = true },
        },
    ];

    public async Task InitializeAsync()
    {
        _server = await PostgreSqlServer.StartAsync();
        await using var connection = new NpgsqlConnection(_server!.ConnectionString);
        await connection.OpenAsync();
        _version = connection.PostgreSqlVersion.Major;
        if (_version >= 15) _asFiles = "STRATEGY FILE_COPY";
    }

    public async Task DisposeAsync()
    {
        // xunit disposes a fixture that could not start, too; the reason that the tests see is the one that counts.
        if (_server is null) return;

        foreach (var unused in _templates.Values.SelectMany(template => template.Unused)) await unused.Schema.DisposeAsync();
        foreach (var database in _databases) await DropAsync(database);
        await _server.DisposeAsync();
    }

    public override async Task<TestDatabase> CreateDatabaseAsync<TContext>(EngineSetting engine)
    {
        if (!_templates.TryGetValue(typeof(TContext), out var template))
        {
            template = await CreateTemplateAsync<TContext>();
            _templates.Add(typeof(TContext), template);
        }

        if (template.Unused.TryPop(out var unused)) return new PostgreSqlTestDatabase(this, template, unused.Name, engine, unused);

        var name = NewName();
        await ExecuteAsync($"CREATE DATABASE {name} TEMPLATE {template.Name} {_asFiles}");
        return new PostgreSqlTestDatabase(this, template, name, engine);
    }

    public override string TriggerThatRaises(string table, string moment, string condition, string message) =>
        Trigger(table, moment, $"WHEN ({condition})", $"RAISE EXCEPTION '{message}'");

    public override string TriggerThatSkips(string table, string moment, string condition) =>
        Trigger(table, moment, $"WHEN ({condition})", "RETURN NULL");

    public override string TriggerThatRuns(string table, string moment, string statement) => Trigger(table, moment, "", statement);

    public override Task EmptyAsync(DbContext context, IReadOnlyList<string> tables)
    {
        var truncate = $"TRUNCATE {string.Join(", ", tables)} RESTART IDENTITY CASCADE";
        return context.Database.ExecuteSqlRawAsync(truncate);
    }

    private static string Trigger(string table, string moment, string condition, string statement)
    {
        var name = $"t{Guid.NewGuid():N}";
        return $"""
            CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {statement}; RETURN COALESCE(NEW, OLD); END $$;
            CREATE TRIGGER {name} {moment} ON "{table}" FOR EACH ROW {condition} EXECUTE FUNCTION {name}();
            """;
    }

    private async Task<Template> CreateTemplateAsync<TContext>() where TContext : DbContext
    {
        var database = new PostgreSqlTestDatabase(this, null, NewName(), EngineSetting.InWindows);
        await ExecuteAsync($"CREATE DATABASE {database.Name} {_asFiles}");
        await using var context = (TContext)Activator.CreateInstance(typeof(TContext), database.Options<TContext>())!;
        await context.Database.EnsureCreatedAsync();

        // A database that is copied may have no connections.
        await using (var connection = new NpgsqlConnection(database.ConnectionString)) NpgsqlConnection.ClearPool(connection);
        await using var schema = await PostgreSqlSchema.OpenAsync(database.ConnectionString);
        return new Template(database.Name, await schema.HasRowsAsync() ? null : await schema.ReadAsync());
    }

    private string NewName()
    {
        var name = $"conditional_bulk_{Guid.NewGuid():N}";
        _databases.Add(name);
        return name;
    }

    private Task DropAsync(string database) => ExecuteAsync($"DROP DATABASE IF EXISTS {database} WITH (FORCE)");

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_server!.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <param name="Name">The database to copy.</param>
    /// <param name="Fingerprint">What a copy has but rows; null if it cannot be used twice.</param>
    private sealed record Template(string Name, string? Fingerprint)
    {
        /// <summary>Copies that are as new.</summary>
        public Stack<UnusedDatabase> Unused { get; } = [];
    }

    /// <param name="Name">The database.</param>
    /// <param name="Schema">Open on it, which spares a connection for each test.</param>
    private sealed record UnusedDatabase(string Name, PostgreSqlSchema Schema);

    private sealed class PostgreSqlTestDatabase(
        PostgreSqlTestProvider provider, Template? template, string name, EngineSetting engine, UnusedDatabase? used = null)
        : TestDatabase(engine)
    {
        public string Name => name;

        public override string ConnectionString { get; } =
            new NpgsqlConnectionStringBuilder(provider._server!.ConnectionString) { Database = name }.ConnectionString;

        public override void Configure(DbContextOptionsBuilder options, EngineSetting engine) => options.UseNpgsql(
            ConnectionString,
            npgsql => npgsql.UseConditionalBulk(engine.Defaults, PostgreSqlEngineSetting.Of(engine)));

        public override async Task<StatementLog> OpenLogAsync() => await PostgreSqlTrace.OpenAsync(ConnectionString);

        public override async ValueTask DisposeAsync()
        {
            await using (var connection = new NpgsqlConnection(ConnectionString)) NpgsqlConnection.ClearPool(connection);
            if (template?.Fingerprint is not { } fingerprint)
            {
                await provider.DropAsync(name);
                return;
            }

            var schema = used?.Schema.IsOpen is true ? used.Schema : await PostgreSqlSchema.OpenAsync(ConnectionString);
            if (await schema.TryEmptyAsync(fingerprint))
            {
                template.Unused.Push(new UnusedDatabase(name, schema));
                return;
            }

            await schema.DisposeAsync();
            await provider.DropAsync(name);
        }
    }
}

/// <summary>Classes that share a server and run one after another, beside those of the collections below.</summary>
[CollectionDefinition(Name)]
public sealed class PostgreSqlCollection : ICollectionFixture<PostgreSqlTestProvider>
{
    public const string Name = "PostgreSQL";
}

/// <summary>The classes that write item by item.</summary>
[CollectionDefinition(Name)]
public sealed class PostgreSqlItemByItemCollection : ICollectionFixture<PostgreSqlTestProvider>
{
    public const string Name = "PostgreSQL, item by item";
}

/// <summary>The classes in Truth, each of whose tests runs in every setting.</summary>
[CollectionDefinition(Name)]
public sealed class PostgreSqlTruthCollection : ICollectionFixture<PostgreSqlTestProvider>
{
    public const string Name = "PostgreSQL, truth";
}

/// <summary>The classes that generate batches.</summary>
[CollectionDefinition(Name)]
public sealed class PostgreSqlModelCollection : ICollectionFixture<PostgreSqlTestProvider>
{
    public const string Name = "PostgreSQL, generated";
}
