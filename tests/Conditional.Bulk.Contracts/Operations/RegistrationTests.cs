using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

namespace Conditional.Bulk.Contracts.Operations;

/// <summary>The services work with every way that EF has to register a context.</summary>
public abstract class RegistrationTests(TestProvider provider, EngineSetting engine) : NoteTests(provider, engine)
{
    public enum Way
    {
        DbContext,
        DbContextPool,
        DbContextFactory,
        PooledDbContextFactory,
    }

    public static TheoryData<Way> Ways => new(Enum.GetValues<Way>());

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task AddConditionalBulk_WriteOps_WriteBesideTheScopesContext(Way way)
    {
        await using var services = Services(way);
        await using var scope = services.CreateAsyncScope();
        var ops = scope.ServiceProvider.GetRequiredService<WriteOps<NoteContext>>();
        ops.Context.Add(new Note { Text = "unsaved" });

        var result = await ops.BulkCreatePartialAsync([Note.New("a"), Note.New("a"), Note.New("b")]);

        result.ShouldFailOnlyAt(1, WriteFailureKind.UniqueViolation);
        (await NotesAsync()).Should().Equal("a", "b");
        ops.Context.ChangeTracker.Entries().Should().ContainSingle();
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task AddConditionalBulk_ReadOpsAndWriteOps_ShareTheScopesContext(Way way)
    {
        await using var services = Services(way);
        await using var scope = services.CreateAsyncScope();
        await using var otherScope = services.CreateAsyncScope();

        var context = scope.ServiceProvider.GetRequiredService<NoteContext>();

        scope.ServiceProvider.GetRequiredService<ReadOps<NoteContext>>().Context.Should().BeSameAs(context);
        scope.ServiceProvider.GetRequiredService<WriteOps<NoteContext>>().Context.Should().BeSameAs(context);
        otherScope.ServiceProvider.GetRequiredService<WriteOps<NoteContext>>().Context.Should().NotBeSameAs(context);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task AddConditionalBulk_DbOpsProviderInAScope_CommitsAndRollsBackOnContextsOfItsOwn(Way way)
    {
        await using var services = Services(way);
        await using var scope = services.CreateAsyncScope();
        var provider = scope.ServiceProvider.GetRequiredService<DbOpsProvider<NoteContext>>();
        var scopesContext = scope.ServiceProvider.GetRequiredService<NoteContext>();

        var used = await provider.WriteAsync(async (ops, token) =>
        {
            await ops.CreateAsync(Note.New("kept"), token);
            return ops.Context;
        });
        var fails = () => provider.WriteAsync(async (ops, token) =>
        {
            await ops.CreateAsync(Note.New("undone"), token);
            throw new NotSupportedException();
        });

        await fails.Should().ThrowAsync<NotSupportedException>();
        used.Should().NotBeSameAs(scopesContext);
        (await provider.ReadAsync((ops, token) => ops.Context.Notes.CountAsync(token))).Should().Be(1);
        (await NotesAsync()).Should().Equal("kept");
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task AddConditionalBulk_SingletonThatHoldsTheProvider_WorksConcurrently(Way way)
    {
        await using var services = Services(way, collection => collection.AddSingleton<NoteService>());
        var service = services.GetRequiredService<NoteService>();

        await Task.WhenAll(Task.Run(() => service.AddAsync("a")), Task.Run(() => service.AddAsync("b")));
        await service.AddAsync("c");

        (await NotesAsync()).Should().BeEquivalentTo("a", "b", "c");
    }

    [Theory]
    [InlineData(Way.DbContextPool)]
    [InlineData(Way.PooledDbContextFactory)]
    public async Task AddConditionalBulk_PooledContext_GoesBackToThePoolAsItCame(Way way)
    {
        await using var services = Services(way);
        for (var i = 0; i < 3; i++)
        {
            await using var scope = services.CreateAsyncScope();
            var ops = scope.ServiceProvider.GetRequiredService<WriteOps<NoteContext>>();

            ops.Context.ChangeTracker.Entries().Should().BeEmpty();
            ops.Context.Database.AutoSavepointsEnabled.Should().BeTrue();
            ops.Context.ChangeTracker.AutoDetectChangesEnabled.Should().BeTrue();
            ops.Context.Database.CurrentTransaction.Should().BeNull();
            await ops.BulkCreatePartialAsync([Note.New($"{i}"), Note.New($"{i}")]);
        }

        (await NotesAsync()).Should().Equal("0", "1", "2");
    }

    [Fact]
    public async Task AddConditionalBulk_ContextRegisteredByItsBase_BothOpsWork()
    {
        await using var services = new ServiceCollection()
            .AddDbContext<NoteContextBase, NoteContext>(options => Database.Configure(options))
            .AddConditionalBulk<NoteContextBase>()
            .BuildServiceProvider(validateScopes: true);
        await using var scope = services.CreateAsyncScope();

        await scope.ServiceProvider.GetRequiredService<WriteOps<NoteContextBase>>().CreateAsync(Note.New("a"));
        await scope.ServiceProvider.GetRequiredService<DbOpsProvider<NoteContextBase>>()
            .WriteAsync((ops, token) => ops.CreateAsync(Note.New("b"), token));

        (await NotesAsync()).Should().Equal("a", "b");
    }

    [Fact]
    public async Task WithoutServices_OpsOnAContextAndProviderOnAFactory_Work()
    {
        await using var context = new NoteContext(Database.Options<NoteContext>());
        var factory = new PooledDbContextFactory<NoteContext>(Database.Options<NoteContext>());

        await new WriteOps<NoteContext>(context).CreateAsync(Note.New("a"));
        await new DbOpsProvider<NoteContext>(factory).WriteAsync((ops, token) => ops.CreateAsync(Note.New("b"), token));

        (await new ReadOps<NoteContext>(context).ExistsAsync(OnlyIf.Exists<Note>(note => note.Text == "b"))).Should().BeTrue();
        (await NotesAsync()).Should().Equal("a", "b");
    }

    private ServiceProvider Services(Way way, Action<IServiceCollection>? add = null)
    {
        var services = new ServiceCollection();
        _ = way switch
        {
            Way.DbContext => services.AddDbContext<NoteContext>(options => Database.Configure(options)),
            Way.DbContextPool => services.AddDbContextPool<NoteContext>(options => Database.Configure(options)),
            Way.DbContextFactory => services.AddDbContextFactory<NoteContext>(options => Database.Configure(options)),
            Way.PooledDbContextFactory => services.AddPooledDbContextFactory<NoteContext>(options => Database.Configure(options)),
            _ => throw new ArgumentOutOfRangeException(nameof(way)),
        };
        services.AddConditionalBulk<NoteContext>();
        add?.Invoke(services);
        return services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true, ValidateOnBuild = true });
    }

    private sealed class NoteService(DbOpsProvider<NoteContext> provider)
    {
        public Task AddAsync(string text) => provider.WriteAsync((ops, token) => ops.CreateAsync(Note.New(text), token));
    }
}
