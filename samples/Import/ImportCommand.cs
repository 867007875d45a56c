using System.CommandLine;
using System.Diagnostics;
using Import.Data;
using Import.Output;
using Microsoft.Extensions.DependencyInjection;

namespace Import;

/// <summary><c>import</c>: imports a file, or goes on with it.</summary>
internal sealed class ImportCommand : Command
{
    private readonly Argument<string> _file = new("file") { Description = "A CSV file with the columns sku, name, price and category." };
    private readonly Option<string> _database = new("--database")
    {
        Description = "The file of the SQLite database.",
        DefaultValueFactory = _ => "products.db",
    };

    private readonly Option<string?> _postgres = new("--postgres") { Description = "The connection string of PostgreSQL, instead of SQLite." };
    private readonly Option<string?> _rejects = new("--rejects") { Description = "The file for rejects; beside the CSV file by default." };
    private readonly Option<int?> _maxFailures = CommandOptions.Number("--max-failures", "Stop when more rows of the file are rejected.", 0);
    private readonly Option<int?> _itemsPerCommit =
        CommandOptions.Number("--items-per-commit", "How many rows are committed together; 1,000 by default.", 1);

    private readonly Option<bool> _restart = new("--restart") { Description = "Import the file from its begin, even if it is imported." };

    public ImportCommand() : base("import", "Imports a file of products, or goes on with one.")
    {
        Arguments.Add(_file);
        Options.Add(_database);
        Options.Add(_postgres);
        Options.Add(_rejects);
        Options.Add(_maxFailures);
        Options.Add(_itemsPerCommit);
        Options.Add(_restart);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var settings = SettingsOf(result);
        var database = result.GetValue(_postgres) is { } connectionString
            ? ImportDatabase.PostgreSql(connectionString)
            : ImportDatabase.Sqlite(result.GetRequiredValue(_database));
        await using var root = database.BuildServices();
        await using var scope = root.CreateAsyncScope();
        await ImportDatabase.EnsureTablesAsync(scope.ServiceProvider.GetRequiredService<ImportDb>(), cancellationToken);
        Console.WriteLine($"Importing {settings.File} into {database.Place}");

        var import = scope.ServiceProvider.GetRequiredService<ProductImport>();
        var started = Stopwatch.GetTimestamp();
        var outcome = Console.IsOutputRedirected
            ? await import.RunAsync(settings, new ProgressLines(Console.Out), cancellationToken)
            : await ProgressBar.ShowAsync(progress => import.RunAsync(settings, progress, cancellationToken));
        Summary.Print(outcome, settings.RejectFile, Stopwatch.GetElapsedTime(started));
        return outcome.End is ImportEnd.TooManyRejects ? ExitCode.TooManyRejects : ExitCode.Imported;
    }

    private ImportSettings SettingsOf(ParseResult result)
    {
        var settings = new ImportSettings(result.GetRequiredValue(_file))
        {
            MaxFailures = result.GetValue(_maxFailures),
            ItemsPerCommit = result.GetValue(_itemsPerCommit),
            Restart = result.GetValue(_restart),
        };
        return result.GetValue(_rejects) is { } rejects ? settings with { RejectFile = rejects } : settings;
    }
}
