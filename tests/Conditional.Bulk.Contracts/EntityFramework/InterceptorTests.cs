using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Conditional.Bulk.Contracts.EntityFramework;

/// <summary>What hangs on EF's write pipeline keeps working, once for each item.</summary>
public abstract class InterceptorTests(TestProvider provider, EngineSetting engine)
    : ContractTests<InterceptorContext>(provider, engine)
{
    [Fact]
    public async Task CreateUpdatePurge_InterceptorThatStamps_RowsAndResultsCarryTheStamp()
    {
        var ops = NewOps(options => options.AddInterceptors(new Stamps()));

        var created = await ops.BulkCreatePartialAsync<Ticket>([New("a"), New("a"), New("b")]);
        var updated = await ops.UpdateAsync(Rename(created.Succeeded[0], "a2"));

        created.ShouldFailOnlyAt(1, WriteFailureKind.UniqueViolation);
        created.Succeeded.Should().OnlyContain(ticket => ticket.Stamp == "Added");
        updated.Stamp.Should().Be("Modified");
        (await TicketsAsync()).Should().BeEquivalentTo([updated, created.Succeeded[1]]);
        (await ops.PurgeAsync(new Purger<Ticket>(updated.Id))).Stamp.Should().Be("Modified");
    }

    [Fact]
    public async Task BulkCreate_InterceptorThatAddsARow_ItLivesAndDiesWithItsItem()
    {
        var result = await AuditedOps().BulkCreatePartialAsync<Ticket>([New("a"), New("a"), New("b")]);

        result.ShouldFailOnlyAt(1, WriteFailureKind.UniqueViolation);
        (await AuditAsync()).Should().Equal("Added a", "Added b");
    }

    [Fact]
    public async Task BulkUpdateAndPurge_InterceptorThatAddsARow_ItLivesAndDiesWithItsItem()
    {
        var (a, b, c) = await SeedTicketsAsync();

        var updated = await AuditedOps().BulkUpdatePartialAsync<Ticket>([Rename(a, "a2"), Rename(b, "a2"), Rename(c, "c2")]);
        var purged = await AuditedOps().BulkPurgePartialAsync<Ticket>([new(a.Id), new(a.Id), new(b.Id)]);

        updated.ShouldFailOnlyAt(1, WriteFailureKind.UniqueViolation);
        purged.ShouldFailOnlyAt(1, WriteFailureKind.TargetNotFound);
        (await AuditAsync()).Should().Equal("Modified a2", "Modified c2", "Deleted a2", "Deleted b");
    }

    [Fact]
    public async Task BulkCreate_RowThatAnInterceptorAddsFails_ItsItemIsUndone()
    {
        await SeedAsync(new AuditEntry { Text = "Added b" });

        var result = await AuditedOps().BulkCreatePartialAsync<Ticket>([New("a"), New("b"), New("c")]);

        result.ShouldFailOnlyAt(1, WriteFailureKind.UniqueViolation);
        (await TicketsAsync()).Select(ticket => ticket.Name).Should().Equal("a", "c");
        (await AuditAsync()).Should().Equal("Added b", "Added a", "Added c");
    }

    [Fact]
    public async Task BulkCreate_SaveChangesInterceptor_IsCalledOnceForEachItemAttempt()
    {
        var calls = new RecordsCalls();

        await NewOps(options => options.AddInterceptors(calls)).BulkCreatePartialAsync<Ticket>([New("a"), New("a"), New("b")]);

        calls.Recorded.Should().Equal("Saving", "Saved", "Saving", "Failed", "Saving", "Saved");
    }

    [Fact]
    public async Task BulkUpdateAndPurge_EventsOfTheContext_AreRaisedOnceForEachItemAttempt()
    {
        var (a, b, _) = await SeedTicketsAsync();
        var raised = new List<string>();
        var ops = new WriteOps<InterceptorContext>(NewContext(), options =>
        {
            var context = new InterceptorContext(options);
            context.SavingChanges += (_, _) => raised.Add("Saving");
            context.SavedChanges += (_, _) => raised.Add("Saved");
            context.SaveChangesFailed += (_, _) => raised.Add("Failed");
            return context;
        });

        await ops.BulkUpdatePartialAsync<Ticket>([Rename(a, "b"), Rename(a, "d")]);
        await ops.BulkPurgePartialAsync<Ticket>([new(b.Id)]);

        raised.Should().Equal("Saving", "Failed", "Saving", "Saved", "Saving", "Saved");
    }

    [Fact]
    public async Task BulkCreate_RefusedItem_NoInterceptorIsCalled()
    {
        var calls = new RecordsCalls();

        await NewOps(options => options.AddInterceptors(calls)).BulkConditionalCreatePartialAsync<Ticket>(
            [New("a").OnlyIf(OnlyIf.Exists<Ticket>(ticket => ticket.Name == "none"))]);

        calls.Recorded.Should().BeEmpty();
    }

    [Fact]
    public async Task CreateUpdatePurge_CommandInterceptor_SeesEveryWrite()
    {
        var commands = new RecordsWrites();
        var ops = NewOps(options => options.AddInterceptors(commands));

        var created = await ops.BulkCreatePartialAsync<Ticket>([New("a"), New("b")]);
        await ops.BulkUpdatePartialAsync<Ticket>([Rename(created.Succeeded[0], "a2")]);
        await ops.BulkPurgePartialAsync<Ticket>([new(created.Succeeded[1].Id)]);

        commands.Recorded.Should().Equal("INSERT INTO", "INSERT INTO", "UPDATE", "DELETE FROM");
    }

    [Fact]
    public async Task Create_InterceptorThatThrows_FailsTheItemAndIsThrownBySingleVerb()
    {
        var ops = NewOps(options => options.AddInterceptors(new Vetoes("bad")));

        var result = await ops.BulkCreatePartialAsync<Ticket>([New("a"), New("bad"), New("b")]);
        var create = () => ops.CreateAsync(New("bad"));

        result.Items.Select(item => item.IsSuccess).Should().Equal(true, false, true);
        (await create.Should().ThrowAsync<Exception>()).Which.GetBaseException().Should().BeOfType<VetoException>();
        (await TicketsAsync()).Select(ticket => ticket.Name).Should().Equal("a", "b");
    }

    private static CreatorSpec<Ticket> New(string name) => CreatorSpec.For(() => new Ticket { Name = name });

    private static Updater<Ticket> Rename(Ticket row, string name) =>
        new(UpdaterSpec.For<Ticket>(ticket => ticket.Name = name), row.Id);

    private WriteOps<InterceptorContext> AuditedOps() => NewOps(options => options.AddInterceptors(new Audits()));

    private async Task<(Ticket A, Ticket B, Ticket C)> SeedTicketsAsync()
    {
        var (a, b, c) = (new Ticket { Name = "a" }, new Ticket { Name = "b" }, new Ticket { Name = "c" });
        await SeedAsync(a, b, c);
        return (a, b, c);
    }

    private Task<List<Ticket>> TicketsAsync() =>
        CommittedAsync(context => context.Set<Ticket>().OrderBy(ticket => ticket.Name).ToListAsync());

    private Task<List<string>> AuditAsync() => CommittedAsync(context =>
        context.Set<AuditEntry>().OrderBy(entry => entry.Id).Select(entry => entry.Text).ToListAsync());
}

public sealed class InterceptorContext(DbContextOptions<InterceptorContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Ticket>().HasIndex(ticket => ticket.Name).IsUnique();
        modelBuilder.Entity<AuditEntry>().HasIndex(entry => entry.Text).IsUnique();
    }
}

public sealed class Ticket
{
    public int Id { get; set; }

    public required string Name { get; set; }

    public string? Stamp { get; set; }
}

public sealed class AuditEntry
{
    public int Id { get; set; }

    public required string Text { get; set; }
}

internal sealed class VetoException : Exception;

/// <summary>What the interceptors of this topic have in common.</summary>
internal abstract class TicketInterceptor : SaveChangesInterceptor
{
    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        Saving(eventData.Context!);
        return ValueTask.FromResult(result);
    }

    protected abstract void Saving(DbContext context);
}

internal sealed class Stamps : TicketInterceptor
{
    protected override void Saving(DbContext context)
    {
        foreach (var entry in context.ChangeTracker.Entries<Ticket>())
        {
            if (entry.State is not EntityState.Deleted) entry.Property(ticket => ticket.Stamp).CurrentValue = $"{entry.State}";
        }
    }
}

internal sealed class Audits : TicketInterceptor
{
    protected override void Saving(DbContext context)
    {
        foreach (var entry in context.ChangeTracker.Entries<Ticket>().ToList())
        {
            context.Add(new AuditEntry { Text = $"{entry.State} {entry.Entity.Name}" });
        }
    }
}

internal sealed class Vetoes(string name) : TicketInterceptor
{
    protected override void Saving(DbContext context)
    {
        if (context.ChangeTracker.Entries<Ticket>().Any(entry => entry.Entity.Name == name)) throw new VetoException();
    }
}

internal sealed class RecordsCalls : TicketInterceptor
{
    public List<string> Recorded { get; } = [];

    public override ValueTask<int> SavedChangesAsync(
        SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        Recorded.Add("Saved");
        return ValueTask.FromResult(result);
    }

    public override Task SaveChangesFailedAsync(DbContextErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        Recorded.Add("Failed");
        return Task.CompletedTask;
    }

    protected override void Saving(DbContext context) => Recorded.Add("Saving");
}

internal sealed class RecordsWrites : DbCommandInterceptor
{
    public List<string> Recorded { get; } = [];

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default)
    {
        Record(command);
        return ValueTask.FromResult(result);
    }

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<int> result,
        CancellationToken cancellationToken = default)
    {
        Record(command);
        return ValueTask.FromResult(result);
    }

    private void Record(DbCommand command)
    {
        foreach (var write in new[] { "INSERT INTO", "UPDATE", "DELETE FROM" })
        {
            if (command.CommandText.StartsWith($"{write} \"Ticket\"", StringComparison.Ordinal)) Recorded.Add(write);
        }
    }
}
