using Microsoft.Extensions.DependencyInjection;

namespace Conditional.Bulk.Contracts.Operations;

/// <summary>Verbs never read or write rows that the caller's context would not see.</summary>
public abstract class FilterMemberTests(TestProvider provider, EngineSetting engine)
    : ContractTests<HandSetTenantContext>(provider, engine)
{
    private readonly Memo _own = new() { Tenant = "north", Text = "own" };
    private readonly Memo _foreign = new() { Tenant = "south", Text = "foreign" };

    public static TheoryData<Holder> Carried { get; } =
    [
        Holder.Of<PropertyTenantContext>(options => new PropertyTenantContext(options)),
        Holder.Of<FieldTenantContext>(options => new FieldTenantContext(options)),
        Holder.Of<CapturedTenantContext>(options => new CapturedTenantContext(options)),
        Holder.Of<InterfaceTenantContext>(options => new InterfaceTenantContext(options)),
        Holder.Of<ImplementedTenantContext>(options => new ImplementedTenantContext(options)),
        Holder.Of<ObjectTenantContext>(options => new ObjectTenantContext(options)),
        Holder.Of<OwnObjectTenantContext>(options => new OwnObjectTenantContext(options)),
        Holder.Of<ReadOnlyTenantContext>(options => new ReadOnlyTenantContext(options)),
        Holder.Of<ConfigurationTenantContext>(options => new ConfigurationTenantContext(options)),
        Holder.Of<ClockTenantContext>(options => new ClockTenantContext(options)),
    ];

    public static TheoryData<Holder> NotCarried { get; } =
    [
        Holder.Of<ComputedTenantContext>(options => new ComputedTenantContext(options)),
        Holder.Of<MethodTenantContext>(options => new MethodTenantContext(options)),
    ];

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await SeedAsync(
            _own, _foreign, new Grant { Tenant = "north", Name = "write" }, new Grant { Tenant = "south", Name = "purge" });
    }

    [Theory]
    [MemberData(nameof(Carried))]
    public async Task WriteOps_MemberThatAFilterReads_IsCarriedOver(Holder holder)
    {
        await using var context = holder.New(Database);
        var ops = new WriteOps<HeldTenantContext>(context);

        context.Set("north");
        await ShouldWriteOnlyAsync(ops, "write", _own, _foreign);
        context.Set("south");
        await using var transaction = await context.Database.BeginTransactionAsync();
        await ShouldWriteOnlyAsync(ops, "purge", _foreign, _own);
    }

    [Theory]
    [MemberData(nameof(Carried))]
    public async Task DbOpsProvider_MemberThatAFilterReads_IsCarriedOver(Holder holder)
    {
        var provider = new DbOpsProvider<HeldTenantContext>(new Factory<HeldTenantContext>(() =>
        {
            var context = holder.New(Database);
            context.Set("north");
            return context;
        }));

        await provider.WriteAsync((ops, _) => ShouldWriteOnlyAsync(ops, "write", _own, _foreign));
    }

    [Theory]
    [MemberData(nameof(NotCarried))]
    public async Task WriteOps_MemberThatCannotBeSet_ThrowsBeforeAnyStatementAndNamesIt(Holder holder)
    {
        await using var context = holder.New(Database);
        context.Set("north");
        var opened = 0;
        context.Database.GetDbConnection().StateChange += (_, _) => opened++;

        var purge = () => new WriteOps<HeldTenantContext>(context).PurgeAsync(new Purger<Memo>(_own.Id));

        await purge.Should().ThrowAsync<InvalidOperationException>().WithMessage("*Computed*configurePrivateContext*");
        opened.Should().Be(0);
    }

    [Theory]
    [MemberData(nameof(NotCarried))]
    public async Task WriteOps_MemberThatCannotBeSetAndIsTheSame_Writes(Holder holder)
    {
        await using var context = holder.New(Database);

        var purged = await new WriteOps<HeldTenantContext>(context).BulkPurgePartialAsync<Memo>([new(_own.Id), new(_foreign.Id)]);

        purged.Failed.Should().HaveCount(2);
    }

    [Theory]
    [MemberData(nameof(NotCarried))]
    public async Task DbOpsProvider_MemberThatCannotBeSetAndADelegateSets_RowsOfOthersAreNotThere(Holder holder)
    {
        var provider = new DbOpsProvider<HeldTenantContext>(
            new Factory<HeldTenantContext>(() => holder.New(Database)), configurePrivateContext: (_, to) => to.Set("north"));

        await provider.WriteAsync((ops, _) =>
        {
            ops.Context.Set("north");
            return ShouldWriteOnlyAsync(ops, "write", _own, _foreign);
        });
    }

    [Theory]
    [MemberData(nameof(NotCarried))]
    public async Task DbOpsProvider_DelegateSetsAnotherTenant_Throws(Holder holder)
    {
        var provider = new DbOpsProvider<HeldTenantContext>(
            new Factory<HeldTenantContext>(() => holder.New(Database)), configurePrivateContext: (_, to) => to.Set("south"));

        var write = () => provider.WriteAsync((ops, _) =>
        {
            ops.Context.Set("north");
            return ops.PurgeAsync(new Purger<Memo>(_foreign.Id));
        });

        await write.Should().ThrowAsync<InvalidOperationException>().WithMessage("*Computed*");
        (await TextsAsync()).Should().Equal("own", "foreign");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task DbOpsProvider_PooledFactoryAndScopedContextWithItsTenant_RowsOfOthersAreNotThere(bool carriesByHand)
    {
        await using var services = ServicesOfPooledTenants(carriesByHand);
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentTenant>().Name = "north";
        var provider = scope.ServiceProvider.GetRequiredService<DbOpsProvider<PooledTenantContext>>();

        await provider.WriteAsync((ops, _) => ShouldWriteOnlyAsync(ops, "write", _own, _foreign));

        (await provider.ReadAsync((ops, _) => ops.Context.Set<Memo>().CountAsync())).Should().Be(1);
    }

    [Fact]
    public async Task WriteOps_PooledFactoryAndScopedContextWithItsTenant_RowsOfOthersAreNotThere()
    {
        await using var services = ServicesOfPooledTenants(carriesByHand: false);
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentTenant>().Name = "north";

        await ShouldWriteOnlyAsync(
            scope.ServiceProvider.GetRequiredService<WriteOps<PooledTenantContext>>(), "write", _own, _foreign);
    }

    [Fact]
    public async Task DbOpsProvider_ScopedFactoryByHand_RowsOfOthersAreNotThere()
    {
        await using var services = ServicesOfPooledTenants(carriesByHand: false);
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentTenant>().Name = "north";
        var factory = scope.ServiceProvider.GetRequiredService<ScopedFactory>();

        await new DbOpsProvider<PooledTenantContext>(factory)
            .WriteAsync((ops, _) => ShouldWriteOnlyAsync(ops, "write", _own, _foreign));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task DbOpsProvider_TenantSetByHandOnTheScopesContext_RowsOfOthersAreNotThere(bool pooled)
    {
        var collection = new ServiceCollection();
        if (pooled) collection.AddDbContextPool<HandSetTenantContext>(options => Database.Configure(options));
        else collection.AddDbContext<HandSetTenantContext>(options => Database.Configure(options));
        await using var services = collection.AddConditionalBulk<HandSetTenantContext>().BuildServiceProvider(validateScopes: true);
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<HandSetTenantContext>().Tenant = "north";

        await scope.ServiceProvider.GetRequiredService<DbOpsProvider<HandSetTenantContext>>()
            .WriteAsync((ops, _) => ShouldWriteOnlyAsync(ops, "write", _own, _foreign));
    }

    [Fact]
    public async Task WriteOps_ModelOfAnArgumentOfTheConstructor_ThrowsBeforeAnyStatement()
    {
        await using var context = new ShardContext(Database.Options<ShardContext>(), "Elsewhere");
        var opened = 0;
        context.Database.GetDbConnection().StateChange += (_, _) => opened++;

        var create = () => new WriteOps<ShardContext>(context).CreateAsync(NewMemo());

        await create.Should().ThrowAsync<InvalidOperationException>().WithMessage("*configurePrivateContext*");
        opened.Should().Be(0);
        (await TextsAsync()).Should().Equal("own", "foreign");
    }

    [Fact]
    public async Task DbOpsProvider_ModelOfAnArgumentOfTheConstructor_ThrowsAndKeepsNothing()
    {
        var provider = new DbOpsProvider<ShardContext>(
            new Factory<ShardContext>(() => new ShardContext(Database.Options<ShardContext>(), "Elsewhere")));

        var create = () => provider.WriteAsync((ops, _) => ops.CreateAsync(NewMemo()));

        await create.Should().ThrowAsync<InvalidOperationException>().WithMessage("*configurePrivateContext*");
        (await TextsAsync()).Should().Equal("own", "foreign");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task DbOpsProvider_ScopesContextHasAnotherModel_ThrowsAndKeepsNothing(bool hasFactory)
    {
        var collection = new ServiceCollection();
        if (hasFactory) collection.AddDbContextFactory<ShardContext>(options => Database.Configure(options));
        else collection.AddSingleton(Database.Options<ShardContext>());
        await using var services = collection
            .AddScoped(_ => new ShardContext(Database.Options<ShardContext>(), "Elsewhere"))
            .AddConditionalBulk<ShardContext>()
            .BuildServiceProvider(validateScopes: true);
        await using var scope = services.CreateAsyncScope();

        var create = () => scope.ServiceProvider.GetRequiredService<DbOpsProvider<ShardContext>>()
            .WriteAsync((ops, _) => ops.CreateAsync(NewMemo()));

        await create.Should().ThrowAsync<InvalidOperationException>().WithMessage("*another model*");
        (await TextsAsync()).Should().Equal("own", "foreign");
    }

    [Fact]
    public async Task WriteOps_ModelOfAnArgumentThatTheDelegateGives_WritesToTheSameTable()
    {
        await ExecuteAsync("""CREATE TABLE "Elsewhere" ("Id" INTEGER PRIMARY KEY, "Tenant" TEXT NOT NULL, "Text" TEXT NOT NULL)""");
        await using var context = new ShardContext(Database.Options<ShardContext>(), "Elsewhere");

        await new WriteOps<ShardContext>(context, options => new ShardContext(options, "Elsewhere")).CreateAsync(NewMemo());

        (await context.Set<Memo>().CountAsync()).Should().Be(1);
        (await TextsAsync()).Should().Equal("own", "foreign");
    }

    [Fact]
    public async Task WriteOps_ServiceProvidersAreNotCached_Write()
    {
        var ops = NewOps(options => options.EnableServiceProviderCaching(false));
        ops.Context.Tenant = "north";

        await ShouldWriteOnlyAsync(ops, "write", _own, _foreign);
    }

    private static CreatorSpec<Memo> NewMemo() =>
        CreatorSpec.For(() => new Memo { Id = 1_000, Tenant = "north", Text = "new" });

    /// <summary>Updates the one, cannot update the other, and sees only its own grant.</summary>
    private static async Task ShouldWriteOnlyAsync<TContext>(WriteOps<TContext> ops, string grant, Memo own, Memo foreign)
        where TContext : DbContext
    {
        var other = grant == "write" ? "purge" : "write";

        var updated = await ops.BulkConditionalUpdatePartialAsync<Memo>(
        [
            Touch(own).OnlyIf(Granted(grant)),
            Touch(foreign).OnlyIf(Granted(grant)),
            Touch(own).OnlyIf(Granted(other)),
        ]);
        var purgeForeign = () => ops.PurgeAsync(new Purger<Memo>(foreign.Id));

        updated.Items.Select(item => item.Failure?.Kind).Should().Equal(
            null, WriteFailureKind.TargetNotFound, WriteFailureKind.NotAllowed);
        await purgeForeign.Should().ThrowAsync<ConditionalWriteTargetNotFoundException>();

        static OnlyIf Granted(string name) => OnlyIf.Exists<Grant>(row => row.Name == name);
        static Updater<Memo> Touch(Memo row) => new(UpdaterSpec.For<Memo>(memo => memo.Text += " touched"), row.Id);
    }

    private Task<List<string>> TextsAsync() => CommittedAsync(
        context => context.Set<Memo>().IgnoreQueryFilters().OrderBy(memo => memo.Id).Select(memo => memo.Text).ToListAsync());

    private ServiceProvider ServicesOfPooledTenants(bool carriesByHand) => new ServiceCollection()
        .AddScoped<CurrentTenant>()
        .AddPooledDbContextFactory<PooledTenantContext>(options => Database.Configure(options))
        .AddScoped<ScopedFactory>()
        .AddScoped(services => services.GetRequiredService<ScopedFactory>().CreateDbContext())
        .AddConditionalBulk<PooledTenantContext>(carriesByHand ? (from, to) => to.TenantId = from.TenantId : null)
        .BuildServiceProvider(validateScopes: true);

    /// <summary>A context that has its tenant in some way.</summary>
    public sealed record Holder(string Name, Func<TestDatabase, HeldTenantContext> New)
    {
        public static Holder Of<TContext>(Func<DbContextOptions<TContext>, TContext> create) where TContext : HeldTenantContext =>
            new(typeof(TContext).Name, database => create(database.Options<TContext>()));

        public override string ToString() => Name;
    }

    private sealed class ScopedFactory(IDbContextFactory<PooledTenantContext> pool, CurrentTenant tenant)
        : IDbContextFactory<PooledTenantContext>
    {
        public PooledTenantContext CreateDbContext()
        {
            var context = pool.CreateDbContext();
            context.TenantId = tenant.Name;
            return context;
        }
    }

    private sealed class Factory<TContext>(Func<TContext> create) : IDbContextFactory<TContext> where TContext : DbContext
    {
        public TContext CreateDbContext() => create();
    }
}
