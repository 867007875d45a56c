using System.Diagnostics;
using System.Globalization;
using Import;
using Import.Csv;
using Import.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace Conditional.Bulk.Import.Tests;

/// <summary>The import as a process that is killed at random moments, and run again until it has come to its end.</summary>
public abstract class KillTests(ImportFixture fixture, ITestOutputHelper output) : ImportTests(fixture)
{
    private const int Rows = 3000;
    private const int ItemsPerCommit = 50;

    /// <summary>How many kills; few unless CONDITIONAL_BULK_IMPORT_KILLS says more.</summary>
    private static int Kills => int.TryParse(
        Environment.GetEnvironmentVariable("CONDITIONAL_BULK_IMPORT_KILLS"), NumberStyles.None, CultureInfo.InvariantCulture, out var kills)
            ? kills
            : 2;

    [Fact]
    public async Task Import_KilledAtRandomMoments_EndsAsWithoutKills()
    {
        var file = NewPath();
        await GeneratedFile.WriteAsync(file, Rows, badShare: 0.05, seed: 1);
        var started = Stopwatch.GetTimestamp();
        (await RunAsync(file, killAfter: null)).Should().Be(ExitCode.Imported);
        var wholeRun = Stopwatch.GetElapsedTime(started);
        var expected = await ReadAsync(file);

        var (kills, imports, seed) = (0, 0, Random.Shared.Next());
        output.WriteLine($"seed {seed}, a run without kills took {wholeRun.TotalSeconds:N1} s");
        var random = new Random(seed);
        while (kills < Kills)
        {
            Target = await Fixture.CreateDatabaseAsync();
            File.Delete(new ImportSettings(file).RejectFile);
            var runs = 0;
            int? exitCode;
            do
            {
                var moment = kills < Kills ? wholeRun * random.NextDouble() : (TimeSpan?)null;
                runs++;
                exitCode = await RunAsync(file, moment);
                if (exitCode is not null) continue;

                kills++;
                output.WriteLine($"kill {kills}, import {imports}, after {moment!.Value.TotalMilliseconds:N0} ms, at line {await LastLineAsync()}");
            }
            while (exitCode is null);

            exitCode.Should().Be(ExitCode.Imported, $"of seed {seed}, import {imports}");
            (await ReadAsync(file)).Should().Equal(expected, $"of seed {seed}, import {imports}, in {runs} runs");
            imports++;
        }
    }

    /// <returns>The exit code; null if the process was killed.</returns>
    private async Task<int?> RunAsync(string file, TimeSpan? killAfter)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Import.dll");
        string[] arguments = ["exec", program, "import", file, .. Target.Arguments, "--items-per-commit", $"{ItemsPerCommit}"];
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var reading = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        var isKilled = false;
        if (killAfter is { } moment)
        {
            using var waiting = new CancellationTokenSource(moment);
            try
            {
                await process.WaitForExitAsync(waiting.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill();
                isKilled = true;
            }
        }

        await process.WaitForExitAsync();
        var error = (await reading)[1];
        if (process.ExitCode != 0 && !isKilled) output.WriteLine(error);

        // It may have come to its end just then.
        return isKilled && process.ExitCode != 0 ? null : process.ExitCode;
    }

    /// <summary>All that an import leaves behind.</summary>
    private async Task<List<string>> ReadAsync(string file)
    {
        var run = await RunOfAsync();
        return
        [
            $"{run!.Created} {run.Updated} {run.Unchanged} {run.Rejected} {run.LastLine} {run.IsFinished}",
            .. await ProductsAsync(),
            .. await File.ReadAllLinesAsync(new ImportSettings(file).RejectFile),
        ];
    }

    private async Task<long?> LastLineAsync()
    {
        try
        {
            return (await RunOfAsync())?.LastLine;
        }
        catch (System.Data.Common.DbException)
        {
            // There are no tables yet.
            return null;
        }
    }

    private Task<ImportRun?> RunOfAsync() => InScopeAsync(
        services => services.GetRequiredService<ImportDb>().Runs.AsNoTracking().SingleOrDefaultAsync());
}

public sealed class SqliteKillTests(SqliteFixture fixture, ITestOutputHelper output) : KillTests(fixture, output), IClassFixture<SqliteFixture>;

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlKillTests(PostgreSqlFixture fixture, ITestOutputHelper output) : KillTests(fixture, output);
