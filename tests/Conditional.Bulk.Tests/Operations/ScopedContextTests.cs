using Conditional.Bulk.Tests.Unreachable;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Conditional.Bulk.Tests.Operations;

/// <summary>Where no context factory is registered, a provider makes its contexts in the scope it was resolved in.</summary>
public sealed class ScopedContextTests
{
    [Fact]
    public async Task WriteAsync_OnAProviderOfAScope_MakesItsContextsWithTheServicesOfTheScope()
    {
        await using var root = BuildForTenants();
        await using var scope = root.CreateAsyncScope();
        var tenant = scope.ServiceProvider.GetRequiredService<Tenant>();

        await WriteAsync(scope.ServiceProvider.GetRequiredService<DbOpsProvider<TenantContext>>());

        tenant.Contexts.Should().NotBeEmpty();
    }

    [Fact]
    public async Task WriteAsync_OnAProviderOfAScope_DoesNotUseTheContextOfTheScope()
    {
        await using var root = BuildForTenants();
        await using var scope = root.CreateAsyncScope();
        var ofTheScope = scope.ServiceProvider.GetRequiredService<TenantContext>();
        var tenant = scope.ServiceProvider.GetRequiredService<Tenant>();

        await WriteAsync(scope.ServiceProvider.GetRequiredService<DbOpsProvider<TenantContext>>());

        tenant.Contexts.Should().HaveCountGreaterThan(1);
        IsDisposed(ofTheScope).Should().BeFalse();
    }

    [Fact]
    public async Task WriteAsync_ThatFails_DisposesTheContextsItMade()
    {
        await using var root = BuildForTenants();
        await using var scope = root.CreateAsyncScope();
        var tenant = scope.ServiceProvider.GetRequiredService<Tenant>();

        await WriteAsync(scope.ServiceProvider.GetRequiredService<DbOpsProvider<TenantContext>>());

        tenant.Contexts.Should().NotBeEmpty().And.OnlyContain(context => IsDisposed(context));
    }

    private static Task WriteAsync(DbOpsProvider<TenantContext> provider) =>
        FluentActions.Awaiting(() => provider.WriteAsync((_, _) => Task.CompletedTask))
            .Should().ThrowExactlyAsync<SqliteException>();

    private static bool IsDisposed(DbContext context)
    {
        try
        {
            _ = context.Model;
            return false;
        }
        catch (ObjectDisposedException)
        {
            return true;
        }
    }

    private static ServiceProvider BuildForTenants() => new ServiceCollection()
        .AddScoped<Tenant>()
        .AddDbContext<TenantContext>(options => UnreachableShop.Configure(options, Database.Sqlite))
        .AddConditionalBulk<TenantContext>()
        .BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true, ValidateOnBuild = true });

    private sealed class Tenant
    {
        public List<TenantContext> Contexts { get; } = [];
    }

    private sealed class TenantContext : DbContext
    {
        public TenantContext(DbContextOptions<TenantContext> options, Tenant tenant) : base(options) => tenant.Contexts.Add(this);
    }
}
