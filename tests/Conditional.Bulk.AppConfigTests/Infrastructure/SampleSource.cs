using System.Runtime.CompilerServices;

namespace Conditional.Bulk.AppConfigTests;

/// <summary>The source of the sample.</summary>
internal static class SampleSource
{
    public static string Root { get; } = Find();

    /// <summary>The C# files, relative to <see cref="Root"/>, without what tools wrote.</summary>
    public static IReadOnlyList<string> Files { get; } =
    [
        .. Directory.EnumerateFiles(Root, "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .Where(file => !file.StartsWith("obj/") && !file.StartsWith("bin/") && !file.StartsWith("Migrations/")),
    ];

    public static string[] ReadLines(string file) => File.ReadAllLines(Path.Combine(Root, file));

    private static string Find([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../samples/AppConfig"));
}
