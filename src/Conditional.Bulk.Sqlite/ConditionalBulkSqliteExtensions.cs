using Conditional.Bulk;
using Conditional.Bulk.Infrastructure;
using Conditional.Bulk.Sqlite;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Microsoft.EntityFrameworkCore;

/// <summary>Turns the library on for contexts on SQLite.</summary>
public static class ConditionalBulkSqliteExtensions
{
    /// <summary>Lets the library be used on contexts with these options.</summary>
    /// <param name="builder">The builder that <c>UseSqlite</c> gives.</param>
    /// <param name="defaults">What the options of a batch inherit; null for the library's defaults.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A default is out of its range.</exception>
    public static SqliteDbContextOptionsBuilder UseConditionalBulk(
        this SqliteDbContextOptionsBuilder builder, BulkOptions? defaults = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = ((IRelationalDbContextOptionsBuilderInfrastructure)builder).OptionsBuilder;
        ((IDbContextOptionsBuilderInfrastructure)options).AddOrUpdateExtension(
            new ConditionalBulkOptionsExtension(SqliteProvider.Instance, defaults));
        return builder;
    }
}
