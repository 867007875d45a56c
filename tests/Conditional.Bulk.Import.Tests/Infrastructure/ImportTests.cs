using Import;
using Import.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Conditional.Bulk.Import.Tests;

/// <summary>Facts that hold on every provider; the classes for the providers are empty.</summary>
public abstract class ImportTests(ImportFixture fixture) : IAsyncLifetime
{
    protected ImportFixture Fixture { get; } = fixture;

    protected ImportTarget Target { get; set; } = null!;

    public async Task InitializeAsync() => Target = await Fixture.CreateDatabaseAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    protected string NewPath() => Path.Combine(Fixture.Directory, $"{Guid.NewGuid():N}.csv");

    /// <summary>Writes a file with a header.</summary>
    protected string NewFile(params string[] rows)
    {
        var path = NewPath();
        File.WriteAllLines(path, ["sku,name,price,category", .. rows]);
        return path;
    }

    protected async Task<ImportOutcome> ImportAsync(ImportSettings settings, CancellationToken cancellationToken = default) => await InScopeAsync(
        async services =>
        {
            await ImportDatabase.EnsureTablesAsync(services.GetRequiredService<ImportDb>(), cancellationToken);
            return await services.GetRequiredService<ProductImport>().RunAsync(settings, new Progress<ImportProgress>(), cancellationToken);
        });

    /// <summary>The products, without the keys that the database generates.</summary>
    protected Task<List<string>> ProductsAsync() => InScopeAsync(async services =>
        (await services.GetRequiredService<ImportDb>().Products.AsNoTracking().OrderBy(product => product.Sku).ToListAsync())
            .ConvertAll(product => FormattableString.Invariant($"{product.Sku}|{product.Name}|{product.Price:0.00}|{product.CategoryCode}")));

    protected async Task<T> InScopeAsync<T>(Func<IServiceProvider, Task<T>> work)
    {
        await using var services = Target.Database.BuildServices();
        await using var scope = services.CreateAsyncScope();
        return await work(scope.ServiceProvider);
    }
}
