using Microsoft.Extensions.DependencyInjection;

namespace Conditional.Bulk.Contracts.Operations;

/// <summary>However a context is constructed, verbs can make a second one like it.</summary>
public abstract class PrivateContextTests(TestProvider provider, EngineSetting engine) : NoteTests(provider, engine)
{
    [Fact]
    public async Task Verbs_NonGenericOptionsInTheConstructor_Work()
    {
        await using var context = new PlainOptionsContext(Database.Options<PlainOptionsContext>());

        await WriteAsync(new WriteOps<PlainOptionsContext>(context));

        (await NotesAsync()).Should().Equal("new", "b");
    }

    [Fact]
    public async Task Verbs_ParameterlessConstructorAndOnConfiguring_Work()
    {
        SelfConfiguredContext.Current.Value = Database;
        await using var context = await NewSelfConfiguredAsync();

        await WriteAsync(new WriteOps<SelfConfiguredContext>(context));

        (await NotesAsync()).Should().Equal("new", "b");
    }

    [Fact]
    public async Task Verbs_ParameterlessConstructorInServices_Work()
    {
        SelfConfiguredContext.Current.Value = Database;
        await using var services = new ServiceCollection()
            .AddDbContext<SelfConfiguredContext>()
            .AddConditionalBulk<SelfConfiguredContext>()
            .BuildServiceProvider(validateScopes: true);
        await UntilModelIsKeptAsync(services);

        await services.GetRequiredService<DbOpsProvider<SelfConfiguredContext>>().WriteAsync((ops, _) => WriteAsync(ops));

        (await NotesAsync()).Should().Equal("new", "b");
    }

    [Fact]
    public async Task Verbs_ParameterlessContextInACallersTransaction_JoinIt()
    {
        SelfConfiguredContext.Current.Value = Database;
        await using var context = await NewSelfConfiguredAsync();
        await using (await context.Database.BeginTransactionAsync())
        {
            await new WriteOps<SelfConfiguredContext>(context).CreateAsync(Note.New("a"));
            (await context.Notes.CountAsync()).Should().Be(1);
        }

        (await NotesAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Verbs_DerivedContextAsItsBase_RunOnTheDerivedType()
    {
        await using var context = new ShoutingContext(Database.Options<ShoutingContext>());

        await new WriteOps<NoteContextBase>(context).CreateAsync(Note.New("quiet"));

        (await NotesAsync()).Should().Equal("QUIET");
    }

    [Fact]
    public async Task Verbs_ConstructorWithAnApplicationService_IsFedByTheOptionsServices()
    {
        await using var services = new ServiceCollection().AddSingleton(new Suffix("!")).BuildServiceProvider();
        var options = Database.Options<SuffixContext>(builder => builder.UseApplicationServiceProvider(services));
        await using var context = new SuffixContext(options, services.GetRequiredService<Suffix>());

        await new WriteOps<SuffixContext>(context).CreateAsync(Note.New("a"));

        (await NotesAsync()).Should().Equal("a!");
    }

    [Fact]
    public async Task Verbs_CreatePrivateContextGiven_IsUsed()
    {
        var created = new List<NoteContext>();
        var context = NewContext();
        var ops = new WriteOps<NoteContext>(context, options =>
        {
            created.Add(new NoteContext(options));
            created[^1].SavingChanges += (sender, _) =>
            {
                foreach (var entry in ((NoteContext)sender!).ChangeTracker.Entries<Note>()) entry.Entity.Text += " by hand";
            };
            return created[^1];
        });

        await ops.CreateAsync(Note.New("a"));

        created.Should().NotBeEmpty().And.NotContain(context);
        (await NotesAsync()).Should().Equal("a by hand");
    }

    [Fact]
    public async Task Verbs_EventHandlersCarriedOver_AreRaisedOnceForEachItem()
    {
        var raised = 0;
        await using var services = new ServiceCollection()
            .AddDbContext<NoteContext>(Database.ConfigureItemByItem)
            .AddConditionalBulk<NoteContext>((_, to) => to.SavedChanges += (_, _) => raised++)
            .BuildServiceProvider(validateScopes: true);
        await using var scope = services.CreateAsyncScope();
        var ops = scope.ServiceProvider.GetRequiredService<WriteOps<NoteContext>>();

        await ops.CreateAsync(Note.New("a"));
        await ops.BulkCreatePartialAsync([Note.New("b"), Note.New("c")]);

        raised.Should().Be(3);
    }

    [Fact]
    public async Task Verbs_CreatePrivateContextReturnsTheCallersOwn_Throws()
    {
        var context = NewContext();
        context.Add(new Note { Text = "unsaved" });

        var create = () => new WriteOps<NoteContext>(context, _ => context).CreateAsync(Note.New("a"));

        await create.Should().ThrowAsync<InvalidOperationException>();
        context.ChangeTracker.Entries().Should().ContainSingle().Which.State.Should().Be(EntityState.Added);
        (await context.Notes.CountAsync()).Should().Be(0);
    }

    [Fact]
    public async Task Verbs_CreatePrivateContextReturnsNull_Throws()
    {
        var create = () => new WriteOps<NoteContext>(NewContext(), _ => null!).CreateAsync(Note.New("a"));

        await create.Should().ThrowAsync<InvalidOperationException>();
        (await NotesAsync()).Should().BeEmpty();
    }

    /// <summary>All three verbs, around an item that fails; "new" and "b" stay.</summary>
    private static async Task WriteAsync<TContext>(WriteOps<TContext> ops) where TContext : DbContext
    {
        var created = await ops.BulkCreatePartialAsync([Note.New("a"), Note.New("a"), Note.New("b"), Note.New("c")]);
        var (a, c) = (created.Succeeded[0].Id, created.Succeeded[2].Id);
        await ops.UpdateAsync(new Updater<Note>(UpdaterSpec.For<Note>(note => note.Text = "new"), a));
        await ops.PurgeAsync(new Purger<Note>(c));

        created.ShouldFailOnlyAt(1, WriteFailureKind.UniqueViolation);
    }

    /// <summary>
    /// EF keeps no model that is made while EF's cache is full, until the cache is compacted in the background: contexts of one type then have
    /// models of their own.
    /// </summary>
    private static async Task<SelfConfiguredContext> NewSelfConfiguredAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            var context = new SelfConfiguredContext();
            await using var other = new SelfConfiguredContext();
            if (ReferenceEquals(context.Model, other.Model) || attempt == 50) return context;

            await context.DisposeAsync();
            await Task.Delay(20);
        }
    }

    /// <inheritdoc cref="NewSelfConfiguredAsync"/>
    private static async Task UntilModelIsKeptAsync(IServiceProvider services)
    {
        for (var attempt = 1; attempt < 50; attempt++)
        {
            await using var one = services.CreateAsyncScope();
            await using var other = services.CreateAsyncScope();
            if (ReferenceEquals(ModelOf(one), ModelOf(other))) return;

            await Task.Delay(20);
        }

        static object ModelOf(AsyncServiceScope scope) => scope.ServiceProvider.GetRequiredService<SelfConfiguredContext>().Model;
    }
}

public sealed class PlainOptionsContext(DbContextOptions options) : NoteContextBase(options);

/// <summary>Knows its database by itself, as contexts without services do.</summary>
public sealed class SelfConfiguredContext : NoteContextBase
{
    public static AsyncLocal<TestDatabase> Current { get; } = new();

    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) => Current.Value!.Configure(optionsBuilder);
}

public sealed class ShoutingContext(DbContextOptions<ShoutingContext> options) : NoteContextBase(options)
{
    public override Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        foreach (var entry in ChangeTracker.Entries<Note>()) entry.Entity.Text = entry.Entity.Text.ToUpperInvariant();
        return base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }
}

public sealed record Suffix(string Text);

public sealed class SuffixContext(DbContextOptions<SuffixContext> options, Suffix suffix) : NoteContextBase(options)
{
    public override Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        foreach (var entry in ChangeTracker.Entries<Note>()) entry.Entity.Text += suffix.Text;
        return base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }
}
