using System.Net.NetworkInformation;
using System.Numerics;

namespace Conditional.Bulk.PostgreSQL.Tests.Failures;

/// <summary>Columns with values that the driver takes, and cannot send.</summary>
public sealed class OddValueContext(DbContextOptions<OddValueContext> options) : DbContext(options)
{
    public DbSet<Reading> Readings => Set<Reading>();

    public DbSet<Moment> Moments => Set<Moment>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<Reading>(reading =>
    {
        reading.Property(row => row.Id).ValueGeneratedNever();
        reading.Property(row => row.Price).HasColumnType("money");
        reading.Property(row => row.Clock).HasColumnType("timetz");
    });
}

public sealed class Reading
{
    public int Id { get; set; }

    public DateTimeOffset? At { get; set; }

    public DateTimeOffset[]? Times { get; set; }

    public List<DateTimeOffset>? TimeList { get; set; }

    public DateTimeOffset? Clock { get; set; }

    public DateTime? LocalTime { get; set; }

    public DateTime[]? LocalTimes { get; set; }

    public decimal? Price { get; set; }

    public PhysicalAddress? Address { get; set; }

    public BigInteger? Count { get; set; }

    public string? Text { get; set; }

    public string[]? Texts { get; set; }
}

/// <summary>Its key has an offset.</summary>
public sealed class Moment
{
    public DateTimeOffset Id { get; set; }

    public string Text { get; set; } = "";
}
