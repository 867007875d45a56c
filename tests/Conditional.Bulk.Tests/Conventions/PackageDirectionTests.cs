using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Conditional.Bulk.Tests.Conventions;

/// <summary>Provider packages know the core, the core knows no provider, and providers do not know each other.</summary>
public sealed partial class PackageDirectionTests
{
    private const string CoreProject = "../Conditional.Bulk/Conditional.Bulk.csproj";

    [Theory]
    [InlineData(Packages.Core, new[] { "Microsoft.EntityFrameworkCore.Relational" })]
    [InlineData(Packages.PostgreSql, new[] { CoreProject, "Npgsql.EntityFrameworkCore.PostgreSQL" })]
    [InlineData(Packages.Sqlite, new[] { CoreProject, "Microsoft.EntityFrameworkCore.Sqlite" })]
    public void Dependencies_OfEachPackage_AreExactly(string package, string[] dependencies)
    {
        var project = XDocument.Load(Path.Combine(Packages.Root, "src", package, $"{package}.csproj"));

        project.Descendants()
            .Where(element => element.Name.LocalName is "PackageReference" or "ProjectReference" or "Reference")
            .Where(element => (string?)element.Attribute("PrivateAssets") != "all")
            .Select(element => (string?)element.Attribute("Include"))
            .Should().BeEquivalentTo(dependencies);
    }

    [Theory]
    [InlineData(Packages.Core, "Npgsql|Sqlite|PostgreSQL")]
    [InlineData(Packages.PostgreSql, "Sqlite")]
    [InlineData(Packages.Sqlite, "Npgsql|PostgreSQL")]
    public void ReferencedAssemblies_OfEachPackage_AreNotAnotherProviders(string package, string others)
    {
        var references = Packages.AssemblyOf(package).GetReferencedAssemblies().Select(reference => reference.Name!).ToList();

        references.Should().NotBeEmpty();
        references.Where(reference => Regex.IsMatch(reference, others, RegexOptions.IgnoreCase)).Should().BeEmpty();
    }

    /// <summary>Everything with a name, public or not, and every string literal, as the compiled assembly has it.</summary>
    [Fact]
    public void NamesAndLiterals_OfTheCore_NameNoProvider()
    {
        var texts = TextsOf(Packages.AssemblyOf(Packages.Core).Location);

        texts.Should().Contain("ConditionalBulkProvider").And.Contain(text => text.Contains("UseConditionalBulk()"));
        texts.Where(text => ProviderName().IsMatch(text)).Should().BeEmpty();
    }

    [Fact]
    public void Sources_OfTheCore_NameAProviderInCommentsOnly()
    {
        var sources = Directory.GetFiles(Path.Combine(Packages.Root, "src", Packages.Core), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Contains("obj"))
            .ToList();

        sources.Should().NotBeEmpty();
        sources.SelectMany(File.ReadLines)
            .Where(line => ProviderName().IsMatch(line.Split("//")[0]))
            .Should().BeEmpty();
    }

    [GeneratedRegex("Npgsql|Sqlite|Postgre", RegexOptions.IgnoreCase)]
    private static partial Regex ProviderName();

    private static List<string> TextsOf(string assemblyFile)
    {
        using var file = new PEReader(File.OpenRead(assemblyFile));
        var metadata = file.GetMetadataReader();
        var texts = new List<string>();
        for (var name = MetadataTokens.StringHandle(1); !name.IsNil; name = metadata.GetNextHandle(name))
        {
            texts.Add(metadata.GetString(name));
        }

        for (var literal = MetadataTokens.UserStringHandle(1); !literal.IsNil; literal = metadata.GetNextHandle(literal))
        {
            texts.Add(metadata.GetUserString(literal));
        }

        return texts;
    }
}
