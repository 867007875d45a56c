namespace Conditional.Bulk.Contracts;

/// <summary>A database provider under test: makes fresh databases, and says what the provider can tell and do.</summary>
public abstract class TestProvider
{
    /// <summary>Whether failures name the constraint, table and SQLSTATE, whatever the constraint (PostgreSQL).</summary>
    public abstract bool TellsConstraints { get; }

    /// <summary>Whether failures of unique constraints name the columns (SQLite).</summary>
    public abstract bool TellsUniqueColumns { get; }

    /// <summary>Whether the row of an update or purge is locked by a statement of its own, before it is loaded (PostgreSQL).</summary>
    public abstract bool LocksRows { get; }

    /// <summary>Whether a transaction is asked for the identity by which its fate can be looked up (PostgreSQL).</summary>
    public abstract bool IdentifiesTransactions { get; }

    /// <summary>Whether ON DELETE RESTRICT fails as a kind of its own (SQLite, PostgreSQL from version 18).</summary>
    public abstract bool TellsRestrict { get; }

    /// <summary>All settings of the engine that make no difference to results and rows, the reference first.</summary>
    public virtual IReadOnlyList<EngineSetting> Settings => EngineSetting.Common;

    /// <summary>The SQLSTATE that the provider reports for an error, if it reports any.</summary>
    public string? SqlState(string sqlState) => TellsConstraints ? sqlState : null;

    /// <summary>A row trigger that raises an error.</summary>
    /// <param name="table">The table.</param>
    /// <param name="moment">For example <c>BEFORE INSERT</c>.</param>
    /// <param name="condition">SQL on NEW or OLD.</param>
    /// <param name="message">The error's message.</param>
    public abstract string TriggerThatRaises(string table, string moment, string condition, string message);

    /// <summary>A row trigger that makes the write of a row do nothing.</summary>
    /// <param name="table">The table.</param>
    /// <param name="moment"><c>BEFORE INSERT</c>, <c>UPDATE</c> or <c>DELETE</c>.</param>
    /// <param name="condition">SQL on NEW or OLD.</param>
    public abstract string TriggerThatSkips(string table, string moment, string condition);

    /// <summary>A row trigger that runs a statement.</summary>
    /// <param name="table">The table.</param>
    /// <param name="moment">For example <c>AFTER DELETE</c>.</param>
    /// <param name="statement">SQL, which may use NEW or OLD.</param>
    public abstract string TriggerThatRuns(string table, string moment, string statement);

    /// <summary>Empties tables, and lets the keys that they generate begin at 1.</summary>
    /// <param name="context">A context on their database.</param>
    /// <param name="tables">Their names, quoted.</param>
    public abstract Task EmptyAsync(DbContext context, IReadOnlyList<string> tables);

    /// <summary>Makes an empty database with the tables of a model. Disposing it drops it.</summary>
    /// <param name="engine">How batches are written to it, unless a test says it otherwise.</param>
    public abstract Task<TestDatabase> CreateDatabaseAsync<TContext>(EngineSetting engine) where TContext : DbContext;
}

/// <summary>A database of one test.</summary>
public abstract class TestDatabase(EngineSetting engine) : IAsyncDisposable
{
    protected EngineSetting Engine { get; } = engine;

    public abstract string ConnectionString { get; }

    /// <summary>Configures a context for this database, with the library turned on.</summary>
    public abstract void Configure(DbContextOptionsBuilder options, EngineSetting engine);

    /// <summary>As <see cref="Configure(DbContextOptionsBuilder, EngineSetting)"/>, with the setting of the database.</summary>
    /// <param name="options">The options.</param>
    /// <param name="defaults">Instead of those of the engine setting.</param>
    public void Configure(DbContextOptionsBuilder options, BulkOptions? defaults = null) =>
        Configure(options, defaults is null ? Engine : Engine with { Defaults = defaults });

    /// <summary>As <see cref="Configure(DbContextOptionsBuilder, EngineSetting)"/>, but each item is written by itself, whatever the engine setting.</summary>
    public void ConfigureItemByItem(DbContextOptionsBuilder options) => Configure(options, EngineSetting.ItemByItem);

    /// <summary>Opens a connection that logs what is executed on it.</summary>
    /// <remarks>Each item is written by itself.</remarks>
    public abstract Task<StatementLog> OpenLogAsync();

    /// <summary>Makes options for this database.</summary>
    public DbContextOptions<TContext> Options<TContext>(Action<DbContextOptionsBuilder>? configure = null)
        where TContext : DbContext
    {
        var options = new DbContextOptionsBuilder<TContext>();
        Configure(options);
        configure?.Invoke(options);
        return options.Options;
    }

    public abstract ValueTask DisposeAsync();
}
