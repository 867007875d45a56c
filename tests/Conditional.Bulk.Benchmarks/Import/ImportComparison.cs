using System.Diagnostics;
using System.Globalization;
using Import;
using Import.Csv;
using Import.Data;
using Microsoft.Extensions.DependencyInjection;

namespace Conditional.Bulk.Benchmarks;

/// <summary>The <c>import</c> command once its arguments are known to be good.</summary>
internal sealed class ImportComparison(ProviderName provider, int rows, double bad, int rounds)
{
    private const int RowsAtOnce = 1000;

    public async Task<int> RunAsync(TextWriter output, CancellationToken cancellationToken)
    {
        await using var database = await BenchmarkDatabase.StartAsync(provider, cancellationToken);
        await Machine.DescribeAsync(database, [0], output, cancellationToken);
        var directory = Directory.CreateTempSubdirectory("conditional-bulk-import-bench-").FullName;
        try
        {
            var file = Path.Combine(directory, "products.csv");
            await GeneratedFile.WriteAsync(file, rows, bad, seed: 1);
            var target = provider == ProviderName.Sqlite
                ? ImportDatabase.Sqlite(Path.Combine(directory, "products.db"))
                : ImportDatabase.PostgreSql(database.Direct.ConnectionString);
            await using var services = target.BuildServices();
            await InScopeAsync(services, db => ImportDatabase.EnsureTablesAsync(db, cancellationToken));
            await CompareAsync(services, file, output, cancellationToken);
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(directory, recursive: true);
        }

        return 0;
    }

    private async Task CompareAsync(ServiceProvider services, string file, TextWriter output, CancellationToken cancellationToken)
    {
        List<double> imports = [], saves = [];
        List<ProductRow> good = [];

        // What runs before the timed rounds has the code compiled for good.
        for (var round = -3; round < rounds; round++)
        {
            var import = await TimeAsync(services, scope => ImportAsync(scope, file, cancellationToken));
            good = await GoodRowsAsync(services, cancellationToken);
            var save = await TimeAsync(services, scope => SaveAsync(scope, good, cancellationToken));
            if (round < 0) continue;

            imports.Add(import);
            saves.Add(save);
        }

        var (ofImport, ofSaves) = (imports.Median(), saves.Median());
        output.WriteLine(MarkdownTable.Text(
            $"{provider.Text()}, {rows} rows, {rows - good.Count} of them bad, {rounds} rounds",
            ["way", "median ms", "times AddRange"],
            [
                ["import of the file", Text(ofImport, "0"), Text(ofImport / ofSaves, "0.00")],
                ["AddRange and SaveChanges of the good rows, by 1,000", Text(ofSaves, "0"), "1.00"],
            ]));
    }

    /// <summary>Reading the file and writing the reject file are in the time.</summary>
    private static async Task ImportAsync(IServiceProvider services, string file, CancellationToken cancellationToken)
    {
        var outcome = await services.GetRequiredService<ProductImport>()
            .RunAsync(new ImportSettings(file), new Progress<ImportProgress>(), cancellationToken);
        if (outcome.End is not ImportEnd.Finished) throw new WrongOutcomeException($"The import ended as {outcome.End}.");
    }

    /// <summary>Reading the rows is not in the time.</summary>
    private static async Task SaveAsync(IServiceProvider services, List<ProductRow> good, CancellationToken cancellationToken)
    {
        var db = services.GetRequiredService<ImportDb>();
        foreach (var some in good.Chunk(RowsAtOnce))
        {
            db.AddRange(some.Select(row => new Product { Sku = row.Sku, Name = row.Name, Price = row.Price, CategoryCode = row.Category }));
            await db.SaveChangesAsync(cancellationToken);
            db.ChangeTracker.Clear();
        }
    }

    private static async Task<List<ProductRow>> GoodRowsAsync(ServiceProvider services, CancellationToken cancellationToken)
    {
        List<ProductRow> rows = [];
        await InScopeAsync(services, async db => rows = await db.Products.AsNoTracking().OrderBy(product => product.Id)
            .Select(product => new ProductRow(product.Sku, product.Name, product.Price, product.CategoryCode)).ToListAsync(cancellationToken));
        return rows;
    }

    /// <summary>Times what begins with empty tables.</summary>
    private static async Task<double> TimeAsync(ServiceProvider services, Func<IServiceProvider, Task> work)
    {
        await InScopeAsync(services, async db =>
        {
            await db.Products.ExecuteDeleteAsync();
            await db.Runs.ExecuteDeleteAsync();
            if (db.Database.IsNpgsql()) await db.Database.ExecuteSqlRawAsync($"VACUUM ANALYZE {ImportDb.Schema}.products");
        });
        GC.Collect();
        await using var scope = services.CreateAsyncScope();
        var started = Stopwatch.GetTimestamp();
        await work(scope.ServiceProvider);
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    private static async Task InScopeAsync(ServiceProvider services, Func<ImportDb, Task> work)
    {
        await using var scope = services.CreateAsyncScope();
        await work(scope.ServiceProvider.GetRequiredService<ImportDb>());
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
