using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Conditional.Bulk.Contracts.Operations;

/// <summary>The tables of <see cref="TenancyContext"/>, where each context has its tenant in another way.</summary>
public abstract class HeldTenantContext(DbContextOptions options) : DbContext(options)
{
    /// <summary>Sets the tenant by hand.</summary>
    public abstract void Set(string tenant);

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Memo>().HasQueryFilter(Filter<Memo>(memo => memo.Tenant));
        modelBuilder.Entity<Grant>().HasQueryFilter("tenant", Filter<Grant>(grant => grant.Tenant));
    }

    /// <summary>What a filter compares with.</summary>
    protected abstract Expression<Func<string>> Tenant();

    private Expression<Func<TRow, bool>> Filter<TRow>(Expression<Func<TRow, string>> column) => Expression.Lambda<Func<TRow, bool>>(
        Expression.Equal(column.Body, Tenant().Body), column.Parameters);
}

public sealed class PropertyTenantContext(DbContextOptions<PropertyTenantContext> options) : HeldTenantContext(options)
{
    public string Name { get; private set; } = "";

    public override void Set(string tenant) => Name = tenant;

    protected override Expression<Func<string>> Tenant() => () => Name;
}

public sealed class FieldTenantContext(DbContextOptions<FieldTenantContext> options) : HeldTenantContext(options)
{
    private string _name = "";

    public override void Set(string tenant) => _name = tenant;

    protected override Expression<Func<string>> Tenant() => () => _name;
}

public sealed class CapturedTenantContext(DbContextOptions<CapturedTenantContext> options) : HeldTenantContext(options)
{
    private string? _name;

    public override void Set(string tenant) => _name = tenant;

    protected override Expression<Func<string>> Tenant()
    {
        var self = this;
        return () => self._name ?? "";
    }
}

public interface IHasTenant
{
    string Name { get; }
}

public sealed class InterfaceTenantContext(DbContextOptions<InterfaceTenantContext> options) : HeldTenantContext(options), IHasTenant
{
    private string _name = "";

    string IHasTenant.Name => Name;

    public string Name
    {
        get => _name;
        private set => _name = value;
    }

    public override void Set(string tenant) => Name = tenant;

    protected override Expression<Func<string>> Tenant() => () => Name;
}

public sealed class ImplementedTenantContext(DbContextOptions<ImplementedTenantContext> options)
    : HeldTenantContext(options), IHasTenant
{
    public string Name { get; private set; } = "";

    public override void Set(string tenant) => Name = tenant;

    protected override Expression<Func<string>> Tenant()
    {
        IHasTenant self = this;
        return () => self.Name;
    }
}

/// <summary>A value of an object, which itself is set by hand.</summary>
public sealed class ObjectTenantContext(DbContextOptions<ObjectTenantContext> options) : HeldTenantContext(options)
{
    private CurrentTenant _current = new();

    public override void Set(string tenant) => _current = new CurrentTenant { Name = tenant };

    protected override Expression<Func<string>> Tenant() => () => _current.Name;
}

/// <summary>A value of an object that each context makes for itself.</summary>
public sealed class OwnObjectTenantContext(DbContextOptions<OwnObjectTenantContext> options) : HeldTenantContext(options)
{
    private readonly CurrentTenant _current = new();

    public override void Set(string tenant) => _current.Name = tenant;

    protected override Expression<Func<string>> Tenant() => () => _current.Name;
}

/// <summary>A property without a setter, over a value of the constructor's; a second one has it again.</summary>
public sealed class ReadOnlyTenantContext(DbContextOptions<ReadOnlyTenantContext> options, CurrentTenant? tenant = null)
    : HeldTenantContext(options)
{
    public CurrentTenant Current { get; } = tenant ?? new CurrentTenant();

    public override void Set(string tenant) => Current.Name = tenant;

    protected override Expression<Func<string>> Tenant() => () => Current.Name;
}

/// <summary>The filter is in a configuration class that was given the context.</summary>
public sealed class ConfigurationTenantContext(DbContextOptions<ConfigurationTenantContext> options) : HeldTenantContext(options)
{
    public string Name { get; private set; } = "";

    public override void Set(string tenant) => Name = tenant;

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.ApplyConfiguration(new MemoConfiguration(this));
    }

    protected override Expression<Func<string>> Tenant() => () => Name;

    private sealed class MemoConfiguration(ConfigurationTenantContext context) : IEntityTypeConfiguration<Memo>
    {
        public void Configure(EntityTypeBuilder<Memo> builder) => builder.HasQueryFilter(memo => memo.Tenant == context.Name);
    }
}

/// <summary>Beside the tenant, a filter that reads the time, which is another one on each context.</summary>
public sealed class ClockTenantContext(DbContextOptions<ClockTenantContext> options) : HeldTenantContext(options)
{
    private string _name = "";

    public DateTime Now => DateTime.UtcNow;

    public override void Set(string tenant) => _name = tenant;

    protected override Expression<Func<string>> Tenant() => () => Now < new DateTime(2000, 1, 1) ? "" : _name;
}

/// <summary>A property that nothing outside of the context can set.</summary>
public sealed class ComputedTenantContext(DbContextOptions<ComputedTenantContext> options) : HeldTenantContext(options)
{
    private string? _name;

    public string Computed => _name ?? "";

    public override void Set(string tenant) => _name = tenant;

    protected override Expression<Func<string>> Tenant() => () => Computed;
}

/// <summary>A method of the context.</summary>
public sealed class MethodTenantContext(DbContextOptions<MethodTenantContext> options) : HeldTenantContext(options)
{
    private string? _name;

    public string Computed() => _name ?? "";

    public override void Set(string tenant) => _name = tenant;

    protected override Expression<Func<string>> Tenant() => () => Computed();
}

/// <summary>As in EF's documentation of pooled contexts.</summary>
public sealed class PooledTenantContext(DbContextOptions<PooledTenantContext> options) : DbContext(options)
{
    public string? TenantId { get; set; }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Memo>().HasQueryFilter(memo => TenantId == null || memo.Tenant == TenantId);
        modelBuilder.Entity<Grant>().HasQueryFilter(grant => TenantId == null || grant.Tenant == TenantId);
    }
}

/// <summary>Has the rows of each tenant in a table of its own, and so a model for each.</summary>
public sealed class ShardContext(DbContextOptions<ShardContext> options, string table = "Memo") : DbContext(options)
{
    public string Table => table;

    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) =>
        optionsBuilder.ReplaceService<IModelCacheKeyFactory, KeyFactory>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<Memo>().ToTable(table);

    private sealed class KeyFactory : IModelCacheKeyFactory
    {
        public object Create(DbContext context, bool designTime) => (context.GetType(), ((ShardContext)context).Table, designTime);
    }
}
