namespace Conditional.Bulk.Contracts.Truth;

/// <summary>Keys that cannot be sent: a converter throws, or the driver cannot encode them.</summary>
public sealed class OpeningContext(DbContextOptions<OpeningContext> options) : DbContext(options)
{
    public DbSet<Sticker> Stickers => Set<Sticker>();

    public DbSet<Notice> Notices => Set<Notice>();

    public DbSet<Slip> Slips => Set<Slip>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Sticker>(sticker =>
        {
            sticker.HasKey(row => row.Code);
            sticker.Property(row => row.Code).HasConversion(code => Code.ToText(code), text => new Code(text));
        });
        modelBuilder.Entity<Notice>().HasKey(row => row.Key);
        modelBuilder.Entity<Slip>().Property(row => row.Id).ValueGeneratedNever();
        modelBuilder.Entity<Hour>().Property(row => row.Id).ValueGeneratedNever();
    }
}

public readonly record struct Code(string Text)
{
    public const string Bad = "bad";

    public static string ToText(Code code) => code.Text == Bad ? throw new FormatException("This code has no text.") : code.Text;
}

public sealed class Sticker
{
    public Code Code { get; set; }

    public int Number { get; set; }
}

public sealed class Notice
{
    public required string Key { get; set; }

    public int Number { get; set; }
}

public sealed class Slip
{
    public int Id { get; set; }

    public int Number { get; set; }
}

public sealed class Hour
{
    public int Id { get; set; }

    public DateTime At { get; set; }
}
