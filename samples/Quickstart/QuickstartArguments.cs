namespace Quickstart;

/// <summary>What the command line asks for.</summary>
/// <param name="File">The file with the fragments.</param>
/// <param name="PostgreSql">A connection string; null for SQLite.</param>
internal sealed record QuickstartArguments(string File, string? PostgreSql)
{
    private const string Usage =
        "usage: dotnet run --project samples/Quickstart -- [<fragments.json>] [--postgres <connection string>]";

    /// <exception cref="QuickstartException">An argument is unknown, given twice, or lacks its value.</exception>
    public static QuickstartArguments Parse(ReadOnlySpan<string> args)
    {
        string? file = null, postgreSql = null;
        while (args is [var argument, .. var rest])
        {
            switch (argument)
            {
                case "--postgres" when postgreSql is null && rest is [var connectionString, ..]:
                    postgreSql = connectionString;
                    rest = rest[1..];
                    break;
                case not ['-', ..] when file is null && argument.Length > 0:
                    file = argument;
                    break;
                default:
                    throw new QuickstartException($"unexpected argument '{argument}'; {Usage}");
            }

            args = rest;
        }

        return new QuickstartArguments(file ?? FragmentFile.Shipped, postgreSql);
    }
}

/// <summary>A run cannot go on; the message is for the user.</summary>
internal sealed class QuickstartException(string message) : Exception(message);
