using Conditional.Bulk;
using Conditional.Bulk.Infrastructure;
using Conditional.Bulk.PostgreSQL;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Npgsql.EntityFrameworkCore.PostgreSQL.Infrastructure;

namespace Microsoft.EntityFrameworkCore;

/// <summary>Turns the library on for contexts on PostgreSQL.</summary>
public static class ConditionalBulkNpgsqlExtensions
{
    /// <summary>Lets the library be used on contexts with these options.</summary>
    /// <param name="builder">The builder that <c>UseNpgsql</c> gives.</param>
    /// <param name="defaults">What the options of a batch inherit; null for the library's defaults.</param>
    /// <param name="npgsqlOptions">Settings that only PostgreSQL has; null for their defaults.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A default is out of its range.</exception>
    public static NpgsqlDbContextOptionsBuilder UseConditionalBulk(
        this NpgsqlDbContextOptionsBuilder builder, BulkOptions? defaults = null, NpgsqlBulkOptions? npgsqlOptions = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = ((IRelationalDbContextOptionsBuilderInfrastructure)builder).OptionsBuilder;
        ((IDbContextOptionsBuilderInfrastructure)options).AddOrUpdateExtension(
            new ConditionalBulkOptionsExtension(new PostgreSqlProvider(npgsqlOptions ?? new NpgsqlBulkOptions()), defaults));
        return builder;
    }
}
