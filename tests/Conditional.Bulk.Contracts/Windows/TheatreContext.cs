namespace Conditional.Bulk.Contracts.Windows;

/// <summary>Tables that hang together in the ways that close a window. Keys are the application's.</summary>
public sealed class TheatreContext(DbContextOptions<TheatreContext> options) : DbContext(options)
{
    /// <summary>For gates: a function of the database that reads <see cref="Hall"/>s.</summary>
    public static bool HasHall(string name) => throw new NotSupportedException($"Only the database knows '{name}'.");

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasDbFunction(() => HasHall("")).HasName("has_hall");
        modelBuilder.Entity<HallName>(name => name.HasNoKey().ToView("hall_names"));
        modelBuilder.Entity<Hall>(hall =>
        {
            hall.HasIndex(row => row.Name).IsUnique();
            hall.HasMany(row => row.Seats).WithOne().HasForeignKey(seat => seat.HallId).OnDelete(DeleteBehavior.Cascade);
            hall.HasMany<Poster>().WithOne().HasForeignKey(poster => poster.HallId).OnDelete(DeleteBehavior.SetNull);
            hall.HasOne(row => row.Usher).WithOne().HasForeignKey<Usher>(usher => usher.HallId);
            hall.HasOne(row => row.Licence).WithMany(licence => licence.Halls).HasForeignKey(row => row.LicenceId);
        });
        modelBuilder.Entity<Seat>().HasMany<Booking>().WithOne().HasForeignKey(booking => booking.SeatId).OnDelete(DeleteBehavior.Cascade);
        modelBuilder.Entity<Usher>().ToTable(table => table.HasTrigger("ushers_are_licensed"));
        modelBuilder.Entity<Genre>().HasOne(genre => genre.Parent).WithMany(genre => genre.Children).HasForeignKey(genre => genre.ParentId);
        foreach (var entityType in modelBuilder.Model.GetEntityTypes())
        {
            if (entityType.FindProperty("Id") is { } id) id.ValueGenerated = Microsoft.EntityFrameworkCore.Metadata.ValueGenerated.Never;
        }
    }
}

public sealed class Hall
{
    public int Id { get; set; }

    public required string Name { get; set; }

    public int? LicenceId { get; set; }

    public Licence? Licence { get; set; }

    public Usher? Usher { get; set; }

    public List<Seat> Seats { get; } = [];
}

public sealed class HallName
{
    public required string Name { get; set; }
}

public sealed class Licence
{
    public int Id { get; set; }

    public required string Name { get; set; }

    public List<Hall> Halls { get; } = [];
}

/// <summary>Goes with its hall.</summary>
public sealed class Seat
{
    public int Id { get; set; }

    public int HallId { get; set; }
}

/// <summary>Goes with its seat.</summary>
public sealed class Booking
{
    public int Id { get; set; }

    public int SeatId { get; set; }
}

/// <summary>Stays when its hall goes.</summary>
public sealed class Poster
{
    public int Id { get; set; }

    public int? HallId { get; set; }
}

/// <summary>The model declares a trigger on its table.</summary>
public sealed class Usher
{
    public int Id { get; set; }

    public int? HallId { get; set; }
}

/// <summary>Refers to its own kind.</summary>
public sealed class Genre
{
    public int Id { get; set; }

    public int? ParentId { get; set; }

    public Genre? Parent { get; set; }

    public List<Genre> Children { get; } = [];
}
