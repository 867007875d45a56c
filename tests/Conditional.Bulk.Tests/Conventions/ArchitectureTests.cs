using System.Text.RegularExpressions;

namespace Conditional.Bulk.Tests;

/// <summary>The house as docs/architecture.md describes it.</summary>
public sealed partial class ArchitectureTests
{
    private const string Core = "src/Conditional.Bulk";
    private const int MostDecidingFiles = 7;

    /// <summary>Each knows only those before it.</summary>
    private static readonly string[] s_rooms =
        ["Results", "Specs", "Model", "Gates", "Batches", "Session", "Items", "Windows", "Calls", "Operations"];

    [Theory]
    [InlineData("docs/architecture.md")]
    [InlineData("docs/writing-a-provider.md")]
    public void Page_FilesAndFolders_Exist(string page)
    {
        var missing = Paths().Matches(SourceTree.Read(page)).Select(match => match.Groups["path"].Value)
            .Where(path => !SourceTree.Has(path) && !Directory.Exists(Path.Combine(SourceTree.Root, path)));

        missing.Should().BeEmpty();
    }

    [Fact]
    public void WayOfAnItem_AtMostSevenFiles()
    {
        var way = SourceTree.Read("docs/architecture.md").Split("## ").Single(section => section.StartsWith("The way of one item"));

        var files = way.Split('\n').Count(line => line.StartsWith("| `src/"));

        files.Should().BeInRange(1, MostDecidingFiles);
    }

    [Fact]
    public void Rooms_AllFolders_AreListed() =>
        Directory.EnumerateDirectories(Path.Combine(SourceTree.Root, Core)).Select(Path.GetFileName)
            .Except(["bin", "obj", "Infrastructure"])
            .Should().BeEquivalentTo(s_rooms);

    [Fact]
    public void Room_Types_KnowOnlyRoomsBefore()
    {
        var types = s_rooms.SelectMany((room, position) => SourceTree.FilesUnder($"{Core}/{room}")
                .SelectMany(file => Types().Matches(SourceTree.Read(file)).Select(match => (Name: match.Groups["name"].Value, Room: position))))
            .DistinctBy(type => type.Name)
            .ToDictionary(type => type.Name, type => type.Room);

        var turns =
            from position in Enumerable.Range(0, s_rooms.Length)
            from file in SourceTree.FilesUnder($"{Core}/{s_rooms[position]}")
            from word in Words().Matches(WithoutComments(SourceTree.Read(file))).Select(match => match.Value).Distinct()
            where types.TryGetValue(word, out var room) && room > position
            select $"{file} knows {word} of {s_rooms[types[word]]}";

        turns.Should().BeEmpty();
    }

    private static string WithoutComments(string source) => Comments().Replace(source, "");

    [GeneratedRegex("`(?<path>(?:src|tests|docs|samples)/[^`]+)`")]
    private static partial Regex Paths();

    [GeneratedRegex(@"^(?:public|internal)[\w ]*? (?:class|record|struct|interface|enum|record struct) (?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex Types();

    [GeneratedRegex(@"\b[A-Z]\w+")]
    private static partial Regex Words();

    [GeneratedRegex(@"//[^\n]*|""(?:[^""\\\n]|\\.)*""")]
    private static partial Regex Comments();
}
