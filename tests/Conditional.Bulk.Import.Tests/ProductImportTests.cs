using Import;
using Import.Csv;
using Import.Data;

namespace Conditional.Bulk.Import.Tests;

public abstract class ProductImportTests(ImportFixture fixture) : ImportTests(fixture)
{
    private static readonly string s_tooLong = new('x', Product.MaxNameLength + 1);

    private static readonly string[] s_rowsOfEachKind =
    [
        "A-1,lamp,1.50,books",            // 2
        "A-2,\"chair, \"\"red\"\"\"",     // 3, a missing column
        "A-3,\"two",                      // 4
        "lines\",12.5,food",              // 5
        "A-4,clock,12 EUR,food",          // 6, a price that is none
        "",                               // 7
        "A-5,clock,3.00,spaceships",      // 8, an unknown category
        "A-6,clock,-1.00,food",           // 9, a negative price
        $"A-7,{s_tooLong},1.00,food",     // 10, a name too long
        "A-1,lamp,2.00,books",            // 11, a SKU twice
        ",clock,2.00,books",              // 12, no SKU
        "A-8,clock,2.00,books,new",       // 13, a column too many
        "A-9,clo\"ck,2.00,books",         // 14, a stray quote
        "A-10,clock,2.005,books",         // 15, a price that is none
        "A-6,clock,1.00,food",            // 16, the SKU of a row that was rejected
        "A-11,radio,7,music",             // 17
    ];

    private const string RejectsOfEachKind =
        """
        line,property,reason
        3,Price,missing column
        6,Price,not a price
        8,CategoryCode,unknown category
        9,Price,negative price
        10,Name,too long
        11,Sku,duplicate SKU
        12,Sku,no SKU
        13,,too many columns
        14,,stray quote
        15,Price,not a price
        16,Sku,duplicate SKU

        """;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1000)]
    public async Task Import_EachKindOfBadRow_WritesTheGoodRowsAndSaysWhyNotTheOthers(int itemsPerCommit)
    {
        var settings = new ImportSettings(NewFile(s_rowsOfEachKind)) { ItemsPerCommit = itemsPerCommit };

        var outcome = await ImportAsync(settings);

        (await File.ReadAllTextAsync(settings.RejectFile)).Should().Be(RejectsOfEachKind.ReplaceLineEndings("\n"));
        (await ProductsAsync()).Should().Equal("A-1|lamp|1.50|books", "A-11|radio|7.00|music", "A-3|two\nlines|12.50|food");
        outcome.End.Should().Be(ImportEnd.Finished);
        outcome.Run.Should().BeEquivalentTo(new { Created = 3, Updated = 0, Unchanged = 0, Rejected = 11, LastLine = 17, IsFinished = true });
        outcome.Rejects.Should().HaveCount(9).And.Contain(new RejectCount("Sku", "duplicate SKU", 2));
    }

    [Fact]
    public async Task Import_ProductsThatAreThere_UpdatesWhatDiffers()
    {
        await ImportAsync(new(NewFile("A,lamp,1.00,books", "B,chair,2.00,food")));

        var outcome = await ImportAsync(new(NewFile("A,lamp,1.0,books", "B,chair,2.50,food", "C,clock,3.00,food")));

        outcome.Run.Should().BeEquivalentTo(new { Created = 1, Updated = 1, Unchanged = 1, Rejected = 0 });
        (await ProductsAsync()).Should().Equal("A|lamp|1.00|books", "B|chair|2.50|food", "C|clock|3.00|food");
    }

    [Fact]
    public async Task Import_SameFileAgain_IsNotImportedButItsRejectsAreWritten()
    {
        var settings = new ImportSettings(NewFile(s_rowsOfEachKind));
        await ImportAsync(settings);
        File.Delete(settings.RejectFile);

        var outcome = await ImportAsync(settings);

        outcome.End.Should().Be(ImportEnd.FinishedBefore);
        outcome.Run.Should().BeEquivalentTo(new { Created = 3, Rejected = 11 });
        (await File.ReadAllTextAsync(settings.RejectFile)).Should().Be(RejectsOfEachKind.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task Import_Restart_ImportsTheFileAnew()
    {
        var settings = new ImportSettings(NewFile(s_rowsOfEachKind));
        await ImportAsync(settings);

        var outcome = await ImportAsync(settings with { Restart = true });

        outcome.End.Should().Be(ImportEnd.Finished);
        outcome.Run.Should().BeEquivalentTo(new { Created = 0, Updated = 0, Unchanged = 3, Rejected = 11 });
    }

    [Fact]
    public async Task Import_MoreRejectsThanTolerated_StopsAndGoesOnWithAHigherLimit()
    {
        var settings = new ImportSettings(NewFile(s_rowsOfEachKind)) { MaxFailures = 3, ItemsPerCommit = 5 };

        var first = await ImportAsync(settings);
        var again = await ImportAsync(settings);
        var rest = await ImportAsync(settings with { MaxFailures = 100 });

        first.End.Should().Be(ImportEnd.TooManyRejects);
        first.Run.Should().BeEquivalentTo(new { Created = 2, Rejected = 4, LastLine = 9 });
        again.Should().BeEquivalentTo(first);
        rest.Run.Should().BeEquivalentTo(new { Created = 3, Rejected = 11, IsFinished = true });
        (await File.ReadAllTextAsync(settings.RejectFile)).Should().Be(RejectsOfEachKind.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task Import_LimitExceededByTheLastRow_HasReadTheFileToItsEnd()
    {
        var settings = new ImportSettings(NewFile("A,lamp,1.00,books", "B,lamp,-1.00,books")) { MaxFailures = 0 };

        (await ImportAsync(settings)).End.Should().Be(ImportEnd.Finished);
    }

    [Theory]
    [InlineData("")]
    [InlineData("sku,name,price\nA,lamp,1")]
    public async Task Import_NoHeaderOfProducts_SaysSo(string content)
    {
        var path = NewPath();
        await File.WriteAllTextAsync(path, content);

        var import = () => ImportAsync(new(path));

        await import.Should().ThrowAsync<ImportException>();
    }

    [Fact]
    public async Task Generate_SameArguments_MakesTheSameFileWithThatShareOfBadRows()
    {
        var (path, same, other) = (NewPath(), NewPath(), NewPath());

        var bad = await GeneratedFile.WriteAsync(path, rows: 2000, badShare: 0.1, seed: 7);
        await GeneratedFile.WriteAsync(same, rows: 2000, badShare: 0.1, seed: 7);
        await GeneratedFile.WriteAsync(other, rows: 2000, badShare: 0.1, seed: 8);

        (await File.ReadAllTextAsync(same)).Should().Be(await File.ReadAllTextAsync(path)).And.NotBe(await File.ReadAllTextAsync(other));
        var outcome = await ImportAsync(new(path));
        outcome.Run.Should().BeEquivalentTo(new { Created = 2000 - bad, Rejected = bad });
        outcome.Rejects.Select(reject => reject.Reason).Should().BeEquivalentTo(
            "missing column", "not a price", "unknown category", "negative price", "too long", "duplicate SKU");
    }
}

public sealed class SqliteProductImportTests(SqliteFixture fixture) : ProductImportTests(fixture), IClassFixture<SqliteFixture>;

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlProductImportTests(PostgreSqlFixture fixture) : ProductImportTests(fixture);
