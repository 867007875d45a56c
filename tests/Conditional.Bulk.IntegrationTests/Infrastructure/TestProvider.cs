namespace Conditional.Bulk.IntegrationTests;

/// <summary>A database provider under test: makes fresh databases, and says what the provider can tell and do.</summary>
public abstract class TestProvider
{
    /// <summary>Whether failures name the constraint, table and SQLSTATE, whatever the constraint (PostgreSQL).</summary>
    public abstract bool TellsConstraints { get; }

    /// <summary>Whether failures of unique constraints name the columns (SQLite).</summary>
    public abstract bool TellsUniqueColumns { get; }

    /// <summary>Whether a verb that joins a transaction first makes it a writing one, with a statement that writes nothing (SQLite).</summary>
    public abstract bool PreparesJoinedTransactions { get; }

    /// <summary>Makes an empty database with the tables of a model. Disposing it drops it.</summary>
    public abstract Task<TestDatabase> CreateDatabaseAsync<TContext>() where TContext : DbContext;
}

/// <summary>A database of one test.</summary>
public abstract class TestDatabase : IAsyncDisposable
{
    public abstract string ConnectionString { get; }

    /// <summary>Configures a context for this database, with the library turned on.</summary>
    public abstract void Configure(DbContextOptionsBuilder options, BulkOptions? defaults = null);

    /// <summary>Opens a connection that logs what is executed on it.</summary>
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
