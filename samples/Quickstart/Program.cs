using System.Data.Common;
using Conditional.Bulk;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Quickstart;

try
{
    var arguments = QuickstartArguments.Parse(args);
    var file = await FragmentFile.ReadAsync(arguments.File);
    await RunAsync(file, arguments.PostgreSql is { } cs ? QuickstartDatabase.PostgreSql(cs) : QuickstartDatabase.NewSqliteFile());
    return 0;
}
catch (Exception exception) when (UserMessage(exception) is { } message)
{
    Console.Error.WriteLine($"error: {message.ReplaceLineEndings(" ")}");
    return 1;
}

static async Task RunAsync(FragmentFile file, QuickstartDatabase database)
{
    var services = new ServiceCollection();
    services.AddDbContext<ConfigDb>(database.Configure);
    services.AddConditionalBulk<ConfigDb>();
    services.AddScoped<FragmentRepository>();
    await using var root = services.BuildServiceProvider(validateScopes: true);
    await using var scope = root.CreateAsyncScope();

    await QuickstartDatabase.CreateTablesAsync(scope.ServiceProvider.GetRequiredService<ConfigDb>());
    Console.WriteLine($"Writing to {database.Place}");

    var fragments = scope.ServiceProvider.GetRequiredService<FragmentRepository>();
    await fragments.AddSetupAsync(file.Definitions, file.AllowList);
    OutcomeTable.Print("create", file.Create, await fragments.CreateAsync(file.Create));
    OutcomeTable.Print("update", file.Update, await fragments.UpdateAsync(file.Update));
    OutcomeTable.Print("purge", file.Purge, await fragments.PurgeAsync(file.Purge));
}

// Null for what is a bug of this program, which may crash it. EF and Npgsql wrap what a failing connection throws.
static string? UserMessage(Exception exception)
{
    if (exception is QuickstartException or BulkWriteException or CommitOutcomeUnknownException) return exception.Message;

    for (var cause = exception; cause is not null; cause = cause.InnerException)
    {
        if (cause is PostgresException answer) return $"PostgreSQL: {answer.MessageText} ({answer.SqlState})";
        if (cause is not DbException) continue;

        string?[] messages = ["database", cause.Message, cause.InnerException?.Message];
        return string.Join(": ", messages.OfType<string>().Distinct());
    }

    return null;
}
