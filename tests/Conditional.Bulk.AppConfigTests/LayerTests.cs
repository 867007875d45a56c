using System.Text.RegularExpressions;

namespace Conditional.Bulk.AppConfigTests;

/// <summary>What the README of the sample says about its layers.</summary>
public sealed partial class LayerTests
{
    [Theory]
    [InlineData("Model")]
    [InlineData("Data", "Model")]
    [InlineData("Repositories", "Model", "Data")]
    [InlineData("Services", "Model", "Repositories")]
    [InlineData("Api", "Model", "Services")]
    public void Layer_Usings_NameTheOneBelowAndTheModel(string layer, params string[] allowed)
    {
        var files = SampleSource.Files.Where(file => file.StartsWith($"{layer}/")).ToList();

        files.Should().NotBeEmpty();
        foreach (var file in files)
        {
            var used = Reference().Matches(string.Join('\n', SampleSource.ReadLines(file))).Select(match => match.Groups[1].Value);
            used.Except([layer]).Should().BeSubsetOf(allowed, "that is what {0} may use", file);
        }
    }

    [Fact]
    public void EntityFramework_IsUsedByDataAndRepositoriesOnly() => SampleSource.Files
        .Where(file => SampleSource.ReadLines(file).Any(line => line.Contains("EntityFrameworkCore")))
        .Select(file => file.Split('/')[0])
        .Distinct().Should().BeSubsetOf(["Data", "Repositories"]);

    [Fact]
    public void Readme_LinesOfCode_AreThoseOfTheFiles()
    {
        var rows = Row().Matches(File.ReadAllText(Path.Combine(SampleSource.Root, "README.md"))).ToList();

        var covered = rows.SelectMany(row => FilesOf(row.Groups["files"].Value)).ToList();
        covered.Should().BeEquivalentTo(SampleSource.Files);
        foreach (var row in rows)
        {
            var files = row.Groups["files"].Value;
            FilesOf(files).Sum(file => SampleSource.ReadLines(file).Length).Should().Be(int.Parse(row.Groups["lines"].Value), files);
        }
    }

    private static IEnumerable<string> FilesOf(string patterns) => File_().Matches(patterns)
        .Select(match => Regex.Escape(match.Groups[1].Value).Replace(@"\*", "[^/]*"))
        .SelectMany(pattern => SampleSource.Files.Where(file => Regex.IsMatch(file, $"^{pattern}$")));

    [GeneratedRegex(@"\bAppConfig\.(Model|Data|Repositories|Services|Api)\b")]
    private static partial Regex Reference();

    [GeneratedRegex(@"^\| [^|]+ \| (?<files>`[^|]+`) \| [^|]+ \| (?<lines>\d+) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex File_();
}
