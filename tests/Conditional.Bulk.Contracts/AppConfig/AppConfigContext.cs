namespace Conditional.Bulk.Contracts.AppConfig;

/// <summary>The domain that the primitives were made for: config fragments, which an allow-list permits to write.</summary>
public sealed class AppConfigContext(DbContextOptions<AppConfigContext> options) : DbContext(options)
{
    public DbSet<AllowListEntry> AllowList => Set<AllowListEntry>();

    public DbSet<Fragment> Fragments => Set<Fragment>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<AllowListEntry>().HasIndex(entry => new { entry.Name, entry.Scope }).IsUnique();
        modelBuilder.Entity<Fragment>(fragment =>
        {
            fragment.HasIndex(row => new { row.Name, row.Scope, row.ScopeId }).IsUnique();
            fragment.ToTable(table => table.HasCheckConstraint("ck_fragments_document", "length(\"Document\") > 0"));
        });
    }
}

public enum Scope
{
    Public,
    Domain,
    User,
}

public sealed class AllowListEntry
{
    public int Id { get; set; }

    public required string Name { get; set; }

    public Scope Scope { get; set; }
}

public sealed class Fragment
{
    public int Id { get; set; }

    public required string Name { get; set; }

    public Scope Scope { get; set; }

    public string ScopeId { get; set; } = "";

    public required string Document { get; set; }
}

public sealed class ScopeNotGrantedException(string name, Scope scope) : Exception($"'{name}' may not be written at {scope} scope.");

/// <summary>What a repository of the domain would have.</summary>
public sealed class FragmentCreatorSpec(string name, Scope scope, string document = "{}") : CreatorSpec<Fragment>
{
    public int Calls { get; private set; }

    public override Fragment BuildEntity()
    {
        Calls++;
        return new Fragment { Name = name, Scope = scope, Document = document };
    }
}

public static class Gates
{
    public static OnlyIf Granted(string name, Scope scope) =>
        OnlyIf.Exists<AllowListEntry>(entry => entry.Name == name && entry.Scope == scope)
            .OrThrow(() => new ScopeNotGrantedException(name, scope));
}
