using PublicApiGenerator;

namespace Conditional.Bulk.Tests.PublicApi;

/// <summary>What each package shows to its users is what was approved, member for member.</summary>
public sealed class PublicApiTests
{
    private static readonly ApiGeneratorOptions s_options = new()
    {
        IncludeAssemblyAttributes = false,
        DenyNamespacePrefixes = [],
    };

    [Theory]
    [MemberData(nameof(Packages.All), MemberType = typeof(Packages))]
    public void PublicApi_OfEachPackage_IsTheApprovedOne(string package)
    {
        var approvedFile = Path.Combine(Packages.Root, "tests", "Conditional.Bulk.Tests", "PublicApi", $"{package}.txt");
        var approved = File.Exists(approvedFile) ? Lines(File.ReadAllText(approvedFile)) : [];

        var received = Lines(Packages.AssemblyOf(package).GeneratePublicApi(s_options));

        if (received.SequenceEqual(approved)) return;

        var receivedFile = Path.Combine(AppContext.BaseDirectory, $"{package}.received.txt");
        File.WriteAllText(receivedFile, string.Join('\n', received) + '\n');
        Assert.Fail(
            $"The public API of {package} is not the approved one.\n"
            + string.Concat(received.Except(approved).Select(line => $"  added:   {line.Trim()}\n"))
            + string.Concat(approved.Except(received).Select(line => $"  removed: {line.Trim()}\n"))
            + $"To accept it: cp '{receivedFile}' '{approvedFile}'");
    }

    private static string[] Lines(string text) => text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
}
