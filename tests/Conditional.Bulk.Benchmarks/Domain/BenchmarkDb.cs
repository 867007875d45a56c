using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Conditional.Bulk.Benchmarks;

/// <summary>The domain that is written: config fragments, which an allow-list permits to write.</summary>
internal sealed class BenchmarkDb(DbContextOptions<BenchmarkDb> options) : DbContext(options)
{
    /// <summary>The first ones are granted at <see cref="Scope.Tenant"/>; the last one is granted nowhere.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Enumerable.Range(0, 11).Select(i => $"setting-{i}")];

    public DbSet<AllowListEntry> AllowList => Set<AllowListEntry>();

    public DbSet<Fragment> Fragments => Set<Fragment>();

    /// <summary>The tables that runs write, each before those that it refers to.</summary>
    public static IReadOnlyList<string> WrittenTables { get; } =
    [
        "pins", "fragments", "numbered_fragments", "retired_fragments", "synced_fragments",
        "bundle_parts", "bundles", "numbered_bundle_parts", "numbered_bundles",
    ];

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
        ConfigureRow<Fragment, Guid>(modelBuilder, "fragments");
        ConfigureRow<NumberedFragment, long>(modelBuilder, "numbered_fragments");
        ConfigureRow<RetiredFragment, Guid>(modelBuilder, "retired_fragments");
        ConfigureRow<SyncedFragment, long>(modelBuilder, "synced_fragments");
        modelBuilder.Entity<SyncedFragment>().HasIndex(row => row.ScopeId).IsUnique();
        ConfigureBundle<Guid>(modelBuilder, "bundles", "bundle_parts");
        ConfigureBundle<long>(modelBuilder, "numbered_bundles", "numbered_bundle_parts");
        modelBuilder.Entity<Pin>(pin =>
        {
            pin.ToTable("pins");
            pin.Property(p => p.Id).ValueGeneratedNever();
            // RESTRICT has an error code of its own from PostgreSQL 18 on.
            pin.HasOne<Fragment>().WithMany().HasForeignKey(p => p.FragmentId).OnDelete(DeleteBehavior.NoAction);
        });
    }

    private static void ConfigureBundle<TKey>(ModelBuilder modelBuilder, string table, string partTable)
    {
        ConfigureRow<Bundle<TKey>, TKey>(modelBuilder, table);
        modelBuilder.Entity<BundlePart<TKey>>(part =>
        {
            part.ToTable(partTable);
            ConfigureKey(part.Property(p => p.Id));
            part.HasOne<Bundle<TKey>>().WithMany(bundle => bundle.Parts).HasForeignKey(p => p.BundleId);
        });
    }

    private static void ConfigureRow<TRow, TKey>(ModelBuilder modelBuilder, string table) where TRow : ConfigRow<TKey> =>
        modelBuilder.Entity<TRow>(row =>
        {
            row.ToTable(table, builder => builder.HasCheckConstraint($"ck_{table}_document", "\"Document\" <> ''"));
            ConfigureKey(row.Property(r => r.Id));
            row.HasIndex(r => new { r.Name, r.Scope, r.ScopeId }).IsUnique();
            row.HasOne<Definition>().WithMany().HasForeignKey(r => r.Name).OnDelete(DeleteBehavior.Restrict);
        });

    /// <summary>The client makes Guids, the database numbers.</summary>
    private static void ConfigureKey<TKey>(PropertyBuilder<TKey> key)
    {
        if (typeof(TKey) == typeof(Guid)) key.ValueGeneratedNever();
        else key.ValueGeneratedOnAdd();
    }
}
