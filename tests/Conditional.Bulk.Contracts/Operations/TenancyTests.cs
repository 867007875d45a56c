using Microsoft.Extensions.DependencyInjection;

namespace Conditional.Bulk.Contracts.Operations;

/// <summary>A tenant in a query filter holds for gates and targets too, wherever the context has it from.</summary>
public abstract class TenancyTests(TestProvider provider, EngineSetting engine)
    : ContractTests<HandSetTenantContext>(provider, engine)
{
    private readonly Memo _own = new() { Tenant = "north", Text = "own" };
    private readonly Memo _foreign = new() { Tenant = "south", Text = "foreign" };

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await SeedAsync(
            _own, _foreign, new Grant { Tenant = "north", Name = "write" }, new Grant { Tenant = "south", Name = "purge" });
    }

    [Fact]
    public async Task WriteOps_TenantFromAScopedService_RowsOfOthersAreNotThere()
    {
        await using var services = ServicesWithScopedTenant();
        await using var scope = NewScope(services, "north");

        await ShouldSeeOwnRowsOnlyAsync(scope.ServiceProvider.GetRequiredService<WriteOps<ScopedTenantContext>>());
    }

    [Fact]
    public async Task DbOpsProvider_TenantFromAScopedService_RowsOfOthersAreNotThere()
    {
        await using var services = ServicesWithScopedTenant();
        await using var scope = NewScope(services, "north");

        await scope.ServiceProvider.GetRequiredService<DbOpsProvider<ScopedTenantContext>>()
            .WriteAsync((ops, _) => ShouldSeeOwnRowsOnlyAsync(ops));
    }

    [Fact]
    public async Task WriteOps_TwoScopesOfDifferentTenants_EachSeesItsOwn()
    {
        await using var services = ServicesWithScopedTenant();
        await using var north = NewScope(services, "north");
        await using var south = NewScope(services, "south");

        var fromNorth = await PurgeBothAsync(north);
        var fromSouth = await PurgeBothAsync(south);

        fromNorth.ShouldFailOnlyAt(1, WriteFailureKind.TargetNotFound);
        fromSouth.ShouldFailOnlyAt(0, WriteFailureKind.TargetNotFound);

        Task<BulkResult<Memo>> PurgeBothAsync(AsyncServiceScope scope) => scope.ServiceProvider
            .GetRequiredService<WriteOps<ScopedTenantContext>>().BulkPurgePartialAsync<Memo>([new(_own.Id), new(_foreign.Id)]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WriteOps_TenantSetByHandAndCarriedOver_RowsOfOthersAreNotThere(bool pooled)
    {
        await using var services = ServicesWithHandSetTenant(pooled);
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<HandSetTenantContext>().Tenant = "north";

        await ShouldSeeOwnRowsOnlyAsync(scope.ServiceProvider.GetRequiredService<WriteOps<HandSetTenantContext>>());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task DbOpsProvider_TenantSetByHandInTheWork_RowsOfOthersAreNotThere(bool pooled)
    {
        await using var services = ServicesWithHandSetTenant(pooled);

        await services.GetRequiredService<DbOpsProvider<HandSetTenantContext>>().WriteAsync((ops, _) =>
        {
            ops.Context.Tenant = "north";
            return ShouldSeeOwnRowsOnlyAsync(ops);
        });
    }

    [Fact]
    public async Task WriteOps_TenantChangedByHandBetweenVerbs_TheNextVerbSeesTheNewOne()
    {
        await using var services = ServicesWithHandSetTenant(pooled: false);
        await using var scope = services.CreateAsyncScope();

        await ShouldFollowTheTenantAsync(scope.ServiceProvider.GetRequiredService<WriteOps<HandSetTenantContext>>());
    }

    [Fact]
    public async Task WriteOps_TenantCarriedOverByTheDelegate_TheNextVerbSeesTheNewOne()
    {
        var context = NewContext();

        await ShouldFollowTheTenantAsync(new WriteOps<HandSetTenantContext>(
            context, options => new HandSetTenantContext(options) { Tenant = context.Tenant }));
    }

    private async Task ShouldFollowTheTenantAsync(WriteOps<HandSetTenantContext> ops)
    {
        ops.Context.Tenant = "north";
        await ops.UpdateAsync(Touch(_own).OnlyIf(Granted("write")));

        ops.Context.Tenant = "south";
        var updateForeign = () => ops.UpdateAsync(Touch(_own));
        var updateWithForeignGrant = () => ops.UpdateAsync(Touch(_foreign).OnlyIf(Granted("write")));

        await updateForeign.Should().ThrowAsync<ConditionalWriteTargetNotFoundException>();
        await updateWithForeignGrant.Should().ThrowAsync<ConditionalWriteNotAllowedException>();
        (await ops.UpdateAsync(Touch(_foreign).OnlyIf(Granted("purge")))).Text.Should().Be("foreign touched");
    }

    /// <summary>For the tenant "north".</summary>
    private async Task ShouldSeeOwnRowsOnlyAsync<TContext>(WriteOps<TContext> ops) where TContext : DbContext
    {
        (await ops.QueryAsync<Memo>([_own.Id])).Should().NotBeNull();
        (await ops.QueryAsync<Memo>([_foreign.Id])).Should().BeNull();
        (await ops.ExistsAsync(Granted("write"))).Should().BeTrue();
        (await ops.ExistsAsync(Granted("purge"))).Should().BeFalse();

        var updated = await ops.BulkConditionalUpdatePartialAsync<Memo>(
            [Touch(_own).OnlyIf(Granted("write")), Touch(_foreign).OnlyIf(Granted("write"))]);
        updated.ShouldFailOnlyAt(1, WriteFailureKind.TargetNotFound);

        var purged = await ops.BulkConditionalPurgePartialAsync<Memo>(
            [new Purger<Memo>(_own.Id).OnlyIf(Granted("purge")), new Purger<Memo>(_own.Id).OnlyIf(Granted("write"))]);
        purged.ShouldFailOnlyAt(0, WriteFailureKind.NotAllowed);
    }

    private static OnlyIf Granted(string name) => OnlyIf.Exists<Grant>(grant => grant.Name == name);

    private static Updater<Memo> Touch(Memo row) => new(UpdaterSpec.For<Memo>(memo => memo.Text += " touched"), row.Id);

    private ServiceProvider ServicesWithScopedTenant() => new ServiceCollection()
        .AddScoped<CurrentTenant>()
        .AddDbContext<ScopedTenantContext>(options => Database.Configure(options))
        .AddConditionalBulk<ScopedTenantContext>()
        .BuildServiceProvider(validateScopes: true);

    private static AsyncServiceScope NewScope(IServiceProvider services, string tenant)
    {
        var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentTenant>().Name = tenant;
        return scope;
    }

    private ServiceProvider ServicesWithHandSetTenant(bool pooled)
    {
        var services = new ServiceCollection();
        if (pooled) services.AddDbContextPool<HandSetTenantContext>(options => Database.Configure(options));
        else services.AddDbContext<HandSetTenantContext>(options => Database.Configure(options));
        return services
            .AddConditionalBulk<HandSetTenantContext>((from, to) => to.Tenant = from.Tenant)
            .BuildServiceProvider(validateScopes: true);
    }
}

public abstract class TenancyContext(DbContextOptions options) : DbContext(options)
{
    public abstract string Tenant { get; set; }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Memo>().HasQueryFilter(memo => memo.Tenant == Tenant);
        modelBuilder.Entity<Grant>().HasQueryFilter(grant => grant.Tenant == Tenant);
    }
}

public sealed class HandSetTenantContext(DbContextOptions<HandSetTenantContext> options) : TenancyContext(options)
{
    public override string Tenant { get; set; } = "";
}

public sealed class CurrentTenant
{
    public string Name { get; set; } = "";
}

public sealed class ScopedTenantContext(DbContextOptions<ScopedTenantContext> options, CurrentTenant tenant)
    : TenancyContext(options)
{
    public override string Tenant
    {
        get => tenant.Name;
        set => tenant.Name = value;
    }
}

public sealed class Memo
{
    public int Id { get; set; }

    public required string Tenant { get; set; }

    public required string Text { get; set; }
}

public sealed class Grant
{
    public int Id { get; set; }

    public required string Tenant { get; set; }

    public required string Name { get; set; }
}
