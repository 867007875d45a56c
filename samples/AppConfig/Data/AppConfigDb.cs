using AppConfig.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace AppConfig.Data;

/// <summary>The model, the same for every database.</summary>
public class AppConfigDb : DbContext
{
    public const string DefinitionsKey = "pk_app_config_definitions";
    public const string AllowListKey = "pk_app_config_allow_list";
    public const string FragmentsKey = "pk_app_config_fragments";
    public const string ScopeIdCheck = "ck_app_config_fragments_scope_id";

    public AppConfigDb(DbContextOptions<AppConfigDb> options) : base(options)
    {
    }

    protected AppConfigDb(DbContextOptions options) : base(options)
    {
    }

    public DbSet<Definition> Definitions => Set<Definition>();

    public DbSet<AllowListEntry> AllowList => Set<AllowListEntry>();

    public DbSet<Fragment> Fragments => Set<Fragment>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<ScopeType>().HaveConversion<ScopeTypeConverter>().HaveMaxLength(20);

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder
        .Entity<Definition>(ConfigureDefinition)
        .Entity<AllowListEntry>(ConfigureAllowList)
        .Entity<Fragment>(ConfigureFragment);

    private static void ConfigureDefinition(EntityTypeBuilder<Definition> definition)
    {
        definition.ToTable("app_config_definitions");
        definition.HasKey(d => d.Name).HasName(DefinitionsKey);
        definition.Property(d => d.Name).HasColumnName("name").HasMaxLength(Names.MaxLength);
    }

    private static void ConfigureAllowList(EntityTypeBuilder<AllowListEntry> entry)
    {
        entry.ToTable("app_config_allow_list", table => table.HasCheckConstraint(
            "ck_app_config_allow_list_scope_type", $"scope_type IN ({TextOf(ScopeType.All)})"));
        entry.HasKey(e => new { e.ConfigName, e.ScopeType }).HasName(AllowListKey);
        entry.Property(e => e.ConfigName).HasColumnName("config_name").HasMaxLength(Names.MaxLength);
        entry.Property(e => e.ScopeType).HasColumnName("scope_type");
        entry.Property(e => e.Rank).HasColumnName("rank");
        entry.HasOne<Definition>().WithMany()
            .HasForeignKey(e => e.ConfigName)
            .HasConstraintName("fk_app_config_allow_list_definitions")
            .OnDelete(DeleteBehavior.Cascade);
    }

    private static void ConfigureFragment(EntityTypeBuilder<Fragment> fragment)
    {
        var withoutId = TextOf(ScopeType.All.Where(scopeType => !scopeType.HasScopeId));
        fragment.ToTable("app_config_fragments", table => table.HasCheckConstraint(
            ScopeIdCheck, $"(scope_type IN ({withoutId})) = (scope_id = '')"));
        fragment.HasKey(f => new { f.ConfigName, f.ScopeType, f.ScopeId }).HasName(FragmentsKey);
        fragment.Property(f => f.ConfigName).HasColumnName("config_name").HasMaxLength(Names.MaxLength);
        fragment.Property(f => f.ScopeType).HasColumnName("scope_type");
        fragment.Property(f => f.ScopeId).HasColumnName("scope_id").HasMaxLength(Names.MaxLength);
        fragment.Property(f => f.Document).HasColumnName("document");
        fragment.HasOne(f => f.Grant).WithMany()
            .HasForeignKey(f => new { f.ConfigName, f.ScopeType })
            .HasConstraintName("fk_app_config_fragments_allow_list")
            .OnDelete(DeleteBehavior.Cascade);
    }

    private static string TextOf(IEnumerable<ScopeType> scopeTypes) =>
        string.Join(", ", scopeTypes.Select(scopeType => $"'{scopeType.Name}'"));

    private sealed class ScopeTypeConverter()
        : ValueConverter<ScopeType, string>(scopeType => scopeType.Name, name => ScopeType.Parse(name, null));
}
