using System.CommandLine;
using Conditional.Bulk.Benchmarks;

const int BadArguments = 2;
const int Interrupted = 130;

var root = new RootCommand("What gated bulk writes with one outcome per item cost.")
{
    new CompareCommand(),
    new CountCommand(),
    new GrowthCommand(),
    new ImportCommand(),
    new MicroCommand(),
};
var parsed = root.Parse(args.Length == 0 ? ["--help"] : args);
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors) Console.Error.WriteLine(error.Message);
    return BadArguments;
}

try
{
    // After Ctrl+C the database is dropped, and the server stopped.
    return await parsed.InvokeAsync(new InvocationConfiguration
    {
        EnableDefaultExceptionHandler = false,
        ProcessTerminationTimeout = TimeSpan.FromSeconds(30),
    });
}
catch (BadArgumentsException exception)
{
    Console.Error.WriteLine(exception.Message);
    return BadArguments;
}
catch (WrongOutcomeException exception)
{
    Console.Error.WriteLine($"Wrong outcome, no time reported. {exception.Message}");
    return 1;
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("Interrupted.");
    return Interrupted;
}
