using Conditional.Bulk.Contracts.Locking;
using Npgsql;

namespace Conditional.Bulk.PostgreSQL.Tests.Locking;

/// <summary>A role that may read gates and add notes, but lacks the UPDATE privilege that row locks need.</summary>
[Collection(PostgreSqlCollection.Name), Trait("Session", "direct")]
public abstract class LockPrivilegeTests(PostgreSqlTestProvider provider, EngineSetting engine)
    : ContractTests<LockingContext>(provider, engine)
{
    private readonly string _role = $"conditional_bulk_{Guid.NewGuid():N}";

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await SeedAsync(new Gate { Name = "gate" }, new Note { Text = "seeded" });
        await using var session = await Session.OpenAsync(Database);
        await session.ExecuteAsync($"CREATE ROLE {_role}; GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA public TO {_role}");
    }

    public override async Task DisposeAsync()
    {
        await using (var session = await Session.OpenAsync(Database))
        {
            await session.ExecuteAsync($"DROP OWNED BY {_role}; DROP ROLE {_role}");
        }

        await base.DisposeAsync();
    }

    [Fact]
    public async Task BulkConditionalCreate_GateWithoutTheUpdatePrivilege_ThrowsAndKeepsNothing()
    {
        var ops = NewOps(AsRole);

        var create = () => ops.BulkConditionalCreatePartialAsync<Note>(
        [
            new NoteSpec("first").OnlyIf(OnlyIf.NotExists<Gate>(gate => gate.Name == "other")),
            new NoteSpec("second").OnlyIf(OpenGate.Named("gate")),
        ]);

        (await create.Should().ThrowAsync<NotSupportedException>()).WithMessage("*UPDATE privilege*")
            .And.InnerException.Should().BeOfType<PostgresException>()
            .Which.SqlState.Should().Be(PostgresErrorCodes.InsufficientPrivilege);
        (await NotesAsync()).Should().Equal("seeded");
    }

    [Fact]
    public async Task BulkConditionalCreate_GateWithoutTheUpdatePrivilege_CallersTransactionGoesOn()
    {
        var context = NewContext(AsRole);
        await using var transaction = await context.Database.BeginTransactionAsync();
        context.Add(new Note { Text = "of the caller" });
        await context.SaveChangesAsync();

        var create = () => new WriteOps<LockingContext>(context).BulkConditionalCreatePartialAsync<Note>(
            [new NoteSpec("note").OnlyIf(OpenGate.Named("gate"))]);

        await create.Should().ThrowAsync<NotSupportedException>();
        await transaction.CommitAsync();
        (await NotesAsync()).Should().Equal("seeded", "of the caller");
    }

    [Theory]
    [InlineData("SELECT", "UPDATE", "the SELECT privilege on the table 'public.Gates'")]
    [InlineData("UPDATE", "SELECT", "the UPDATE privilege on the table 'public.Gates'")]
    [InlineData("SELECT, UPDATE", "INSERT", "the SELECT and the UPDATE privilege on the table 'public.Gates'")]
    public async Task BulkConditionalCreate_Gate_NamesThePrivilegeThatIsMissing(string missing, string granted, string expected)
    {
        await using (var session = await Session.OpenAsync(Database))
        {
            await session.ExecuteAsync($"""REVOKE {missing} ON "Gates" FROM {_role}; GRANT {granted} ON "Gates" TO {_role}""");
        }

        var create = () => NewOps(AsRole).BulkConditionalCreatePartialAsync<Note>(
            [new NoteSpec("first").OnlyIf(OpenGate.Named("gate")), new NoteSpec("second").OnlyIf(OpenGate.Named("gate"))]);

        var message = (await create.Should().ThrowAsync<NotSupportedException>()).Which.Message;
        message.Should().Contain(expected).And.Contain(_role).And.Contain("42501").And.Contain(".WithoutLock()");
        (await NotesAsync()).Should().Equal("seeded");
    }

    [Fact]
    public async Task Update_TargetWithoutTheSelectPrivilege_NamesItAndTheCallersTransactionGoesOn()
    {
        await using (var session = await Session.OpenAsync(Database))
        {
            await session.ExecuteAsync($"""REVOKE SELECT ON "Notes" FROM {_role}; GRANT UPDATE ON "Notes" TO {_role}""");
        }

        var context = NewContext(AsRole);
        await using var transaction = await context.Database.BeginTransactionAsync();

        var update = () => new WriteOps<LockingContext>(context).UpdateAsync(
            new Updater<Note>(UpdaterSpec.For<Note>(note => note.Text = "new"), 1));

        (await update.Should().ThrowAsync<NotSupportedException>()).WithMessage("*lacks the SELECT privilege on the table 'public.Notes'*")
            .And.Message.Should().NotContain("UPDATE privilege");
        (await context.Gates.CountAsync()).Should().Be(1);
        await transaction.CommitAsync();
    }

    [Fact]
    public async Task BulkConditionalCreate_WithoutLock_NeedsNoUpdatePrivilege()
    {
        var result = await NewOps(AsRole).BulkConditionalCreatePartialAsync<Note>(
        [
            new NoteSpec("first").OnlyIf(OpenGate.Named("gate").WithoutLock()),
            new NoteSpec("second").OnlyIf(OpenGate.Named("other").WithoutLock()),
        ]);

        result.Items.Select(item => item.IsSuccess).Should().Equal(true, false);
        (await NotesAsync()).Should().Equal("seeded", "first");
    }

    [Fact]
    public async Task Update_TargetWithoutTheUpdatePrivilege_ThrowsAndNamesIt()
    {
        var id = await CommittedAsync(context => context.Notes.Select(note => note.Id).SingleAsync());
        var ops = NewOps(AsRole);

        var update = () => ops.UpdateAsync(new Updater<Note>(UpdaterSpec.For<Note>(note => note.Text = "new"), id));

        (await update.Should().ThrowAsync<NotSupportedException>()).WithMessage("*UPDATE privilege*");
        (await NotesAsync()).Should().Equal("seeded");
    }

    /// <summary>As if it had logged in: a role with a password would depend on how the server authenticates.</summary>
    private void AsRole(DbContextOptionsBuilder options)
    {
        var connectionString = new NpgsqlConnectionStringBuilder(Database.ConnectionString) { Options = $"-c role={_role}" };
        options.UseNpgsql(connectionString.ConnectionString, npgsql => npgsql.UseConditionalBulk(Engine.Defaults));
    }

    private Task<List<string>> NotesAsync() =>
        CommittedAsync(context => context.Notes.OrderBy(note => note.Id).Select(note => note.Text).ToListAsync());
}

[Collection(PostgreSqlCollection.Name), Trait("Session", "direct")]
public sealed class LockPrivilegeInWindowsTests(PostgreSqlTestProvider provider)
    : LockPrivilegeTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name), Trait("Session", "direct")]
public sealed class LockPrivilegeItemByItemTests(PostgreSqlTestProvider provider)
    : LockPrivilegeTests(provider, EngineSetting.ItemByItem);
