namespace Conditional.Bulk.Benchmarks;

/// <summary>The domain that is written: config fragments, which an allow-list permits to write.</summary>
internal sealed class BenchmarkDb(DbContextOptions<BenchmarkDb> options) : DbContext(options)
{
    /// <summary>The first ones are granted at <see cref="Scope.Tenant"/>; the last one is granted nowhere.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Enumerable.Range(0, 11).Select(i => $"setting-{i}")];

    public DbSet<AllowListEntry> AllowList => Set<AllowListEntry>();

    public DbSet<Fragment> Fragments => Set<Fragment>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Definition>(definition =>
        {
            definition.ToTable("definitions");
            definition.HasKey(d => d.Name);
            definition.HasData(Names.Select(name => new Definition { Name = name }));
        });
        modelBuilder.Entity<AllowListEntry>(entry =>
        {
            entry.ToTable("allow_list");
            entry.HasKey(e => new { e.Name, e.Scope });
            entry.HasData(Names.SkipLast(1).Select(name => new AllowListEntry { Name = name, Scope = Scope.Tenant }));
        });
        modelBuilder.Entity<Fragment>(fragment =>
        {
            fragment.ToTable("fragments", table => table.HasCheckConstraint("ck_fragments_document", "\"Document\" <> ''"));
            fragment.Property(f => f.Id).ValueGeneratedNever();
            fragment.HasIndex(f => new { f.Name, f.Scope, f.ScopeId }).IsUnique();
            fragment.HasOne<Definition>().WithMany().HasForeignKey(f => f.Name).OnDelete(DeleteBehavior.Restrict);
        });
    }
}

/// <summary>A kind of configuration. A fragment needs one with its name.</summary>
internal sealed class Definition
{
    public required string Name { get; init; }
}

/// <summary>The gate: this configuration may be written at scopes of this type.</summary>
internal sealed class AllowListEntry
{
    public required string Name { get; init; }

    public required Scope Scope { get; init; }
}

internal enum Scope
{
    Public,
    Tenant,
}

/// <summary>The row that is created.</summary>
internal sealed class Fragment
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    public required Scope Scope { get; init; }

    public required string ScopeId { get; init; }

    public required string Document { get; set; }
}
