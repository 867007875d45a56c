using Conditional.Bulk.Contracts.Operations;
using Microsoft.Data.Sqlite;

namespace Conditional.Bulk.Sqlite.Tests.Transactions;

/// <summary>A joined verb takes the write lock before its first gate, whatever the written table is.</summary>
public abstract class SqliteWriteLockTests(EngineSetting engine) : NoteTests(SqliteTestProvider.Instance, engine)
{
    private SqliteConnection _connection = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _connection = new SqliteConnection(Database.ConnectionString);
        await _connection.OpenAsync();
    }

    public override async Task DisposeAsync()
    {
        await _connection.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task Create_Joined_NoOtherConnectionWritesFromTheSpecOn()
    {
        await ShouldHoldTheLockAsync(Database.ConnectionString, """INSERT INTO "Notes" ("Text", "Hidden") VALUES ('other', 0)""");

        (await NotesAsync()).Should().Equal("a");
    }

    [Fact]
    public async Task Create_JoinedAndParentOfAMismatchedForeignKey_Writes()
    {
        await ExecuteAsync("""CREATE TABLE child (x REFERENCES "Notes" ("Hidden"))""");

        await ShouldHoldTheLockAsync(Database.ConnectionString, "CREATE TABLE other (x)");

        (await NotesAsync()).Should().Equal("a");
    }

    [Fact]
    public async Task Create_JoinedAndViewWithATriggerForInsertsOnly_Writes()
    {
        await ExecuteAsync(
            """
            ALTER TABLE "Notes" RENAME TO stored;
            CREATE VIEW "Notes" AS SELECT * FROM stored;
            CREATE TRIGGER t INSTEAD OF INSERT ON "Notes"
            BEGIN INSERT INTO stored ("Id", "Text", "Hidden") VALUES (NEW."Id", NEW."Text", NEW."Hidden"); END;
            """);

        await ShouldHoldTheLockAsync(Database.ConnectionString, "INSERT INTO stored (\"Text\", \"Hidden\") VALUES ('other', 0)");

        (await NotesAsync()).Should().Equal("a");
    }

    [Fact]
    public async Task Create_JoinedAndTemporaryTable_HoldsTheLockOfTheDatabase()
    {
        await Execute("""CREATE TEMP TABLE "Notes" ("Id" INTEGER PRIMARY KEY, "Text" TEXT, "Hidden" INTEGER)""");

        await ShouldHoldTheLockAsync(Database.ConnectionString, """INSERT INTO "Notes" ("Text", "Hidden") VALUES ('other', 0)""");

        (await NotesAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Create_JoinedAndTableOfAnAttachedDatabase_HoldsTheLockOfThatOne()
    {
        await using var attached = await Provider.CreateDatabaseAsync<NoteContext>(Engine);
        await ExecuteAsync("""DROP TABLE "Notes" """);
        await Execute($"ATTACH '{new SqliteConnectionStringBuilder(attached.ConnectionString).DataSource}' AS \"an other\"");

        await ShouldHoldTheLockAsync(attached.ConnectionString, """INSERT INTO "Notes" ("Text", "Hidden") VALUES ('other', 0)""");

        (await Scalar("""SELECT "Text" FROM "Notes" """)).Should().Be("a");
        await Execute("DETACH \"an other\"");
    }

    [Fact]
    public async Task Create_JoinedAndAttachedDatabaseCanOnlyBeRead_Writes()
    {
        await using var attached = await Provider.CreateDatabaseAsync<NoteContext>(Engine);
        await _connection.DisposeAsync();
        _connection = new SqliteConnection($"Data Source=file:{new SqliteConnectionStringBuilder(Database.ConnectionString).DataSource}");
        await _connection.OpenAsync();
        await Execute($"ATTACH 'file:{new SqliteConnectionStringBuilder(attached.ConnectionString).DataSource}?mode=ro' AS archive");

        await ShouldHoldTheLockAsync(Database.ConnectionString, "CREATE TABLE other (x)");

        (await NotesAsync()).Should().Equal("a");
        await Execute("DETACH archive");
    }

    [Theory]
    [InlineData("user_version")]
    [InlineData("schema_version")]
    [InlineData("freelist_count")]
    [InlineData("page_count")]
    public async Task Create_JoinedAndRefused_LeavesNoTrace(string pragma)
    {
        var before = await Scalar($"PRAGMA {pragma}");
        await using var context = NewContext(OnTheConnection);
        await using var transaction = await context.Database.BeginTransactionAsync();

        var create = () => new WriteOps<NoteContext>(context)
            .CreateAsync(Note.New("a").OnlyIf(OnlyIf.Exists<Note>(note => note.Text == "none")));

        await create.Should().ThrowAsync<ConditionalWriteNotAllowedException>();
        await transaction.CommitAsync();
        (await Scalar($"PRAGMA {pragma}")).Should().Be(before);
    }

    /// <summary>Writes a note in a deferred transaction, while another connection tries to write.</summary>
    private async Task ShouldHoldTheLockAsync(string connectionString, string write)
    {
        var context = NewContext(OnTheConnection);
        await using var transaction = _connection.BeginTransaction(deferred: true);
        await context.Database.UseTransactionAsync(transaction);
        var blocked = false;

        await new WriteOps<NoteContext>(context).CreateAsync(CreatorSpec.For(() =>
        {
            using var other = new SqliteConnection(connectionString);
            other.Open();
            using var command = other.CreateCommand();
            command.CommandText = write;
            command.CommandTimeout = 1;
            try
            {
                command.ExecuteNonQuery();
            }
            catch (SqliteException exception) when (exception.SqliteErrorCode == 5)
            {
                blocked = true;
            }

            return new Note { Id = 1, Text = "a" };
        }));

        blocked.Should().BeTrue("the gate of an item must hold until the item is written");
        await transaction.CommitAsync();
    }

    private void OnTheConnection(DbContextOptionsBuilder options) =>
        options.UseSqlite(_connection, sqlite => sqlite.UseConditionalBulk(Engine.Defaults));

    private async Task Execute(string sql)
    {
        await using var command = _connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    private async Task<object?> Scalar(string sql)
    {
        await using var command = _connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync();
    }
}

public sealed class SqliteWriteLockInWindowsTests() : SqliteWriteLockTests(EngineSetting.InWindows);

public sealed class SqliteWriteLockItemByItemTests() : SqliteWriteLockTests(EngineSetting.ItemByItem);
