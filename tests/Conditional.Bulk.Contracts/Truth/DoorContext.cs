using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace Conditional.Bulk.Contracts.Truth;

/// <summary>Gates on values whose equality in .NET is wider than that of their columns.</summary>
public sealed class DoorContext(DbContextOptions<DoorContext> options) : DbContext(options)
{
    public DbSet<Visit> Visits => Set<Visit>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Door>(door =>
        {
            door.Property(row => row.Id).ValueGeneratedNever();
            door.Property(row => row.Word).HasConversion(word => word.Text, text => new Word(text));
            door.Property(row => row.Path).HasConversion(
                word => word.Text,
                text => new Word(text),
                new ValueComparer<Word>((one, other) => Equals(one, other), word => word.GetHashCode()));
        });
        modelBuilder.Entity<Visit>(visit =>
        {
            visit.Property(row => row.Id).ValueGeneratedNever();
            visit.Property(row => row.Word).HasConversion(word => word.Text, text => new Word(text));
        });
    }
}

/// <summary>Equal whatever the case; its column is not.</summary>
public sealed record Word(string Text)
{
    public bool Equals(Word? other) => string.Equals(Text, other?.Text, StringComparison.OrdinalIgnoreCase);

    public override int GetHashCode() => Text.GetHashCode(StringComparison.OrdinalIgnoreCase);
}

/// <summary>Equal by name.</summary>
public sealed class Door
{
    public int Id { get; set; }

    public required string Name { get; set; }

    public Uri Link { get; set; } = new("http://none/");

    public Word Word { get; set; } = new("");

    public Word Path { get; set; } = new("");

    public decimal Price { get; set; }

    public DateTimeOffset OpensAt { get; set; }

    public DateTime ClosesAt { get; set; } = DateTime.UnixEpoch;

    public Door Copy(int? id = null)
    {
        var copy = (Door)MemberwiseClone();
        copy.Id = id ?? Id;
        return copy;
    }

    public override bool Equals(object? obj) => obj is Door other && other.Name == Name;

    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);
}

public sealed class Visit
{
    public int Id { get; set; }

    public int Number { get; set; }

    public Word Word { get; set; } = new("");
}

/// <summary>Counts from 1, each time it is asked.</summary>
public sealed class Counter
{
    private static readonly AsyncLocal<Counter> s_shared = new();
    private int _last;

    /// <summary>The one of the test that runs.</summary>
    public static Counter Shared
    {
        get => s_shared.Value!;
        set => s_shared.Value = value;
    }

    public static int SharedUpcoming => Shared.Next();

    public int Upcoming => Next();

    public int Next() => ++_last;
}

/// <summary>Takes a number when it is made.</summary>
public sealed class Draw
{
    public int Number { get; } = Counter.Shared.Next();
}
