using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Update;
using Microsoft.Extensions.DependencyInjection;

namespace Conditional.Bulk.Infrastructure;

/// <summary>The options of a context that may use the library. <c>UseConditionalBulk(…)</c> of a provider package adds it.</summary>
public sealed class ConditionalBulkOptionsExtension : IDbContextOptionsExtension
{
    private ExtensionInfo? _info;

    /// <summary>Makes the extension.</summary>
    /// <param name="provider">The provider's part.</param>
    /// <param name="defaults">What a batch's options inherit; null for the library's defaults.</param>
    /// <exception cref="ArgumentNullException"><paramref name="provider"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A default is out of its range.</exception>
    public ConditionalBulkOptionsExtension(ConditionalBulkProvider provider, BulkOptions? defaults)
    {
        ArgumentNullException.ThrowIfNull(provider);
        Provider = provider;
        Defaults = BulkOptions.Validated(defaults, nameof(defaults)) ?? new BulkOptions();
    }

    /// <summary>The provider's part.</summary>
    public ConditionalBulkProvider Provider { get; }

    /// <summary>What a batch's options inherit.</summary>
    public BulkOptions Defaults { get; }

    /// <inheritdoc />
    public DbContextOptionsExtensionInfo Info => _info ??= new(this);

    /// <summary>The extension of a context's options.</summary>
    /// <param name="context">The context.</param>
    /// <returns>The extension.</returns>
    /// <exception cref="InvalidOperationException">The options lack <c>UseConditionalBulk()</c>.</exception>
    public static ConditionalBulkOptionsExtension Of(DbContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.GetService<IDbContextOptions>().FindExtension<ConditionalBulkOptionsExtension>()
            ?? throw new InvalidOperationException(
                $"The options of '{context.GetType().Name}' lack UseConditionalBulk(). Add it where the provider "
                + $"'{context.Database.ProviderName}' is configured: options.Use…(connectionString, provider => "
                + "provider.UseConditionalBulk()). It is in the Conditional.Bulk package for that provider.");
    }

    /// <inheritdoc />
    public void ApplyServices(IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddScoped<ItemSaves>();
        services.AddScoped<IDatabase, ItemDatabase>();
        services.AddScoped<IInterceptor, CommandWatch>();

        // The provider's services are registered already: this extension is added on the provider's own builder.
        if (services.LastOrDefault(service => service.ServiceType == typeof(IModificationCommandBatchFactory)) is not { ImplementationType: { } type } factory) return;

        services.Remove(factory);
        services.AddScoped<IModificationCommandBatchFactory>(provider => new CommandCollector(
            provider.GetRequiredService<ItemSaves>(), (IModificationCommandBatchFactory)ActivatorUtilities.CreateInstance(provider, type)));
    }

    /// <inheritdoc />
    public void Validate(IDbContextOptions options)
    {
    }

    /// <summary>No setting changes EF's internal services, so all of them share one internal service provider.</summary>
    private sealed class ExtensionInfo(ConditionalBulkOptionsExtension extension) : DbContextOptionsExtensionInfo(extension)
    {
        public override bool IsDatabaseProvider => false;

        public override string LogFragment => "using Conditional.Bulk ";

        public override int GetServiceProviderHashCode() => 0;

        public override bool ShouldUseSameServiceProvider(DbContextOptionsExtensionInfo other) => other is ExtensionInfo;

        public override void PopulateDebugInfo(IDictionary<string, string> debugInfo) =>
            debugInfo["Conditional.Bulk:Provider"] = extension.Provider.GetType().Name;
    }
}
