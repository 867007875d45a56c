using System.CommandLine;
using System.Data.Common;
using Conditional.Bulk;
using Import;

var root = new RootCommand("Imports a CSV file of products, and says of each row that it rejects why.")
{
    new GenerateCommand(),
    new ImportCommand(),
};
var parsed = root.Parse(args.Length == 0 ? ["--help"] : args);
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors) Console.Error.WriteLine(error.Message);
    return ExitCode.BadArguments;
}

try
{
    // After Ctrl+C the chunk that is being written is undone.
    return await parsed.InvokeAsync(new InvocationConfiguration
    {
        EnableDefaultExceptionHandler = false,
        ProcessTerminationTimeout = TimeSpan.FromSeconds(30),
    });
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("Interrupted. The same command goes on where this one stopped.");
    return ExitCode.Interrupted;
}
catch (Exception exception) when (UserMessage(exception) is { } message)
{
    Console.Error.WriteLine($"error: {message.ReplaceLineEndings(" ")}");
    return ExitCode.Failed;
}

// Null for what is a bug of this program, which may crash it. EF and the drivers wrap what a failing connection throws.
static string? UserMessage(Exception exception)
{
    if (exception is ImportException or CommitOutcomeUnknownException or IOException or UnauthorizedAccessException)
    {
        return exception.Message;
    }

    for (var cause = exception; cause is not null; cause = cause.InnerException)
    {
        if (cause is DbException) return $"database: {cause.Message}";
    }

    return null;
}
