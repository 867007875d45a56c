using Microsoft.EntityFrameworkCore;

namespace Quickstart;

/// <summary>A kind of configuration. A fragment needs one with its name.</summary>
internal sealed class Definition
{
    public required string Name { get; init; }
}

/// <summary>A write grant: whoever writes through this database may write this configuration at scopes of this type.</summary>
internal sealed class AllowListEntry
{
    public required string ConfigName { get; init; }

    public required ScopeType ScopeType { get; init; }
}

/// <summary>The JSON document of one configuration at one scope.</summary>
internal sealed class Fragment
{
    public required string Name { get; init; }

    public required ScopeType ScopeType { get; init; }

    /// <summary>Empty at the public scope. Not null, since a primary key has no nulls.</summary>
    public required string ScopeId { get; init; }

    public required string Document { get; set; }
}

internal enum ScopeType
{
    Public,
    Tenant,
    User,
}

internal sealed class ConfigDb(DbContextOptions<ConfigDb> options) : DbContext(options)
{
    /// <summary>The schema of the tables on PostgreSQL; SQLite has none.</summary>
    public const string Schema = "conditional_bulk_quickstart";

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        if (Database.IsNpgsql()) modelBuilder.HasDefaultSchema(Schema);

        modelBuilder.Entity<Definition>(definition =>
        {
            definition.ToTable("definitions");
            definition.HasKey(d => d.Name).HasName("pk_definitions");
        });
        modelBuilder.Entity<AllowListEntry>(entry =>
        {
            entry.ToTable("allow_list");
            entry.HasKey(e => new { e.ConfigName, e.ScopeType }).HasName("pk_allow_list");
        });
        modelBuilder.Entity<Fragment>(fragment =>
        {
            fragment.ToTable("fragments", table => table.HasCheckConstraint(
                "ck_fragments_scope", """("ScopeType" = 'Public') = ("ScopeId" = '')"""));
            fragment.HasKey(f => new { f.Name, f.ScopeType, f.ScopeId }).HasName("pk_fragments");
            fragment.HasOne<Definition>().WithMany()
                .HasForeignKey(f => f.Name)
                .HasConstraintName("fk_fragments_definitions")
                .OnDelete(DeleteBehavior.Restrict);
        });
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<ScopeType>().HaveConversion<string>();
}
