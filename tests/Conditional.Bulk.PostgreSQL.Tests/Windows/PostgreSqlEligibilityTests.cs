using Conditional.Bulk.Contracts.Windows;
using Microsoft.Extensions.DependencyInjection;

namespace Conditional.Bulk.PostgreSQL.Tests.Windows;

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlEligibilityTests(PostgreSqlTestProvider provider) : EligibilityTests(provider)
{
    protected override IServiceCollection AddProvider(IServiceCollection services) => services.AddEntityFrameworkNpgsql();

    [Fact]
    public Task BulkCreate_DeferredConstraintsAreChecked_OneByOne() => RefusesWindowsAsync(
        options => options.UseNpgsql(
            Database.ConnectionString,
            npgsql => npgsql.UseConditionalBulk(npgsqlOptions: new NpgsqlBulkOptions { CheckDeferredConstraints = true })),
        nameof(NpgsqlBulkOptions.CheckDeferredConstraints));
}
