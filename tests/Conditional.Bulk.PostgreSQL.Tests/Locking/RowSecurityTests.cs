using Conditional.Bulk.Contracts.Locking;
using Npgsql;

namespace Conditional.Bulk.PostgreSQL.Tests.Locking;

/// <summary>A role that has all privileges, but may see more rows than row security lets it update, and so lock.</summary>
[Collection(PostgreSqlCollection.Name), Trait("Session", "direct")]
public abstract class RowSecurityTests(PostgreSqlTestProvider provider, EngineSetting engine) : ContractTests<LockingContext>(provider, engine)
{
    private readonly string _role = $"conditional_bulk_{Guid.NewGuid():N}";

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await SeedAsync(new Gate { Name = "gate" }, new Gate { Name = "closed", IsOpen = false }, new Gate { Name = "mine" }, new Note { Text = "seeded" });
        await ExecuteAsync($$"""
            CREATE ROLE {{_role}}; GRANT ALL ON ALL TABLES IN SCHEMA public TO {{_role}}; GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO {{_role}};
            ALTER TABLE "Gates" ENABLE ROW LEVEL SECURITY;
            CREATE POLICY seen ON "Gates" FOR SELECT USING (true);
            CREATE POLICY updated ON "Gates" FOR UPDATE USING ("Name" = 'mine')
            """);
    }

    public override async Task DisposeAsync()
    {
        await ExecuteAsync($"DROP OWNED BY {_role}; DROP ROLE {_role}");
        await base.DisposeAsync();
    }

    [Fact]
    public async Task BulkConditionalCreate_GateHoldsButCannotBeLocked_ThrowsAndKeepsNothing()
    {
        var create = () => NewOps(AsRole).BulkConditionalCreatePartialAsync<Note>(
            [new NoteSpec("first").OnlyIf(OpenGate.Named("mine")), new NoteSpec("second").OnlyIf(OpenGate.Named("gate"))]);

        await create.Should().ThrowAsync<NotSupportedException>().WithMessage("*'Gate' holds*row security*WithoutLock*");
        (await NotesAsync()).Should().Equal("seeded");
    }

    [Fact]
    public async Task BulkConditionalCreate_GateHoldsButCannotBeLocked_CallersTransactionGoesOn()
    {
        var context = NewContext(AsRole);
        await using var transaction = await context.Database.BeginTransactionAsync();
        var create = () => new WriteOps<LockingContext>(context).BulkConditionalCreatePartialAsync<Note>(
            [new NoteSpec("first").OnlyIf(OpenGate.Named("mine")), new NoteSpec("second").OnlyIf(OpenGate.Named("gate"))]);
        await create.Should().ThrowAsync<NotSupportedException>();

        context.Add(new Note { Text = "of the caller" });
        await context.SaveChangesAsync();
        await transaction.CommitAsync();

        (await NotesAsync()).Should().Equal("seeded", "of the caller");
    }

    [Fact]
    public async Task BulkConditionalCreate_GateDoesNotHold_IsNotAllowed()
    {
        var result = await NewOps(AsRole).BulkConditionalCreatePartialAsync<Note>(
            [new NoteSpec("first").OnlyIf(OpenGate.Named("mine")), new NoteSpec("second").OnlyIf(OpenGate.Named("closed"))]);

        result.ShouldFailOnlyAt(1, WriteFailureKind.NotAllowed);
        (await NotesAsync()).Should().Equal("seeded", "first");
    }

    [Fact]
    public async Task BulkConditionalCreate_WithoutLock_Holds()
    {
        var result = await NewOps(AsRole).BulkConditionalCreatePartialAsync<Note>(
            [new NoteSpec("first").OnlyIf(OpenGate.Named("gate").WithoutLock()), new NoteSpec("second").OnlyIf(OpenGate.Named("gate").WithoutLock())]);

        result.HasFailures.Should().BeFalse();
    }

    [Fact]
    public async Task Create_GateHoldsButCannotBeLocked_Throws()
    {
        var create = () => NewOps(AsRole).CreateAsync(new NoteSpec("first").OnlyIf(OpenGate.Named("gate")));

        await create.Should().ThrowAsync<NotSupportedException>().WithMessage("*'Gate' holds*row security*");
    }

    [Fact]
    public async Task Update_TargetIsSeenButCannotBeLocked_Throws()
    {
        var id = await GateIdAsync();

        var update = () => NewOps(AsRole).UpdateAsync(new Updater<Gate>(UpdaterSpec.For<Gate>(gate => gate.IsOpen = false), id));

        await update.Should().ThrowAsync<NotSupportedException>().WithMessage("*'Gate'*row security*");
    }

    [Fact]
    public async Task BulkUpdate_TargetIsSeenButCannotBeLocked_ThrowsAndKeepsNothing()
    {
        var mine = await CommittedAsync(context => context.Gates.Where(gate => gate.Name == "mine").Select(gate => gate.Id).SingleAsync());
        var id = await GateIdAsync();

        var update = () => NewOps(AsRole).BulkUpdatePartialAsync(
            new[] { mine, id }.Select(key => new Updater<Gate>(UpdaterSpec.For<Gate>(gate => gate.IsOpen = false), key)));

        await update.Should().ThrowAsync<NotSupportedException>().WithMessage("*'Gate'*row security*");
        (await CommittedAsync(context => context.Gates.CountAsync(gate => gate.IsOpen))).Should().Be(2);
    }

    private Task<int> GateIdAsync() =>
        CommittedAsync(context => context.Gates.Where(gate => gate.Name == "gate").Select(gate => gate.Id).SingleAsync());

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
public sealed class RowSecurityInWindowsTests(PostgreSqlTestProvider provider) : RowSecurityTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name), Trait("Session", "direct")]
public sealed class RowSecurityItemByItemTests(PostgreSqlTestProvider provider) : RowSecurityTests(provider, EngineSetting.ItemByItem);
