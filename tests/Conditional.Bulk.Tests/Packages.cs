using System.Reflection;
using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Conditional.Bulk.Tests;

/// <summary>The packages under test, and where their sources are.</summary>
internal static class Packages
{
    public const string Core = "Conditional.Bulk";
    public const string PostgreSql = "Conditional.Bulk.PostgreSQL";
    public const string Sqlite = "Conditional.Bulk.Sqlite";

    public static TheoryData<string> All { get; } = [Core, PostgreSql, Sqlite];

    public static IEnumerable<Type> PublicTypes { get; } =
        [.. new[] { Core, PostgreSql, Sqlite }.SelectMany(package => AssemblyOf(package).GetExportedTypes())];

    public static string Root { get; } = FindRoot();

    public static Assembly AssemblyOf(string package) => package switch
    {
        Core => typeof(ConditionalBulkProvider).Assembly,
        PostgreSql => typeof(ConditionalBulkNpgsqlExtensions).Assembly,
        Sqlite => typeof(ConditionalBulkSqliteExtensions).Assembly,
        _ => throw new ArgumentOutOfRangeException(nameof(package), package, "Not one of the packages."),
    };

    private static string FindRoot()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "Conditional.Bulk.sln"))) return directory.FullName;
        }

        throw new InvalidOperationException($"Conditional.Bulk.sln is in no directory above '{AppContext.BaseDirectory}'.");
    }
}
