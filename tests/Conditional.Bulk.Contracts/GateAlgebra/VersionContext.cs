using System.Globalization;

namespace Conditional.Bulk.Contracts.GateAlgebra;

/// <summary>Concurrency tokens of several kinds, which the application changes, and types without exactly one token.</summary>
public sealed class VersionContext(DbContextOptions<VersionContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Deed>().Property(deed => deed.Version).IsConcurrencyToken();
        modelBuilder.Entity<Title>();
        modelBuilder.Entity<Memo>().Property<string?>("Stamp").IsConcurrencyToken();
        modelBuilder.Entity<Seal>().Property(seal => seal.Mark).IsConcurrencyToken()
            .HasConversion(mark => mark.Number.ToString(CultureInfo.InvariantCulture), text => new Mark(int.Parse(text, CultureInfo.InvariantCulture)));
    }
}

public class Deed
{
    public int Id { get; set; }

    public string Text { get; set; } = "";

    public int Version { get; set; } = 1;
}

/// <summary>Has the token of its base type.</summary>
public sealed class Title : Deed;

/// <summary>The token is a shadow property, and nullable.</summary>
public sealed class Memo
{
    public int Id { get; set; }

    public string Text { get; set; } = "";
}

/// <summary>The token has a converter.</summary>
public sealed class Seal
{
    public int Id { get; set; }

    public string Text { get; set; } = "";

    public Mark Mark { get; set; } = new(1);
}

public readonly record struct Mark(int Number);
