using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Conditional.Bulk.Contracts.Windows;

/// <summary>Memos, and entity types that cannot be written beside each other.</summary>
public sealed class ArchiveContext(DbContextOptions<ArchiveContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Memo>().HasIndex(memo => memo.Text).IsUnique();
        modelBuilder.Entity<Trail>();
        modelBuilder.Entity<Card>().Property(card => card.Id).ValueGeneratedNever();
        modelBuilder.Entity<Folder>().HasMany(folder => folder.Memos).WithOne().HasForeignKey(memo => memo.FolderId);
        modelBuilder.Entity<Album>().Navigation(album => album.Photos).AutoInclude();
        modelBuilder.Entity<LazyMemo>();
        modelBuilder.Entity<Step>().HasOne(step => step.Previous).WithMany().HasForeignKey(step => step.PreviousId);
        modelBuilder.Entity<Box>(box =>
        {
            box.Property(row => row.Id).ValueGeneratedNever();
            box.Property(row => row.Stamp).HasDefaultValueSql("'stamped'");
            box.HasMany(row => row.Labels).WithOne().HasForeignKey(label => label.BoxId);
        });
        modelBuilder.Entity<Label>(label =>
        {
            label.Property(row => row.Id).ValueGeneratedNever();
            label.Property(row => row.Stamp).HasDefaultValueSql("'stamped'");
        });
    }
}

public sealed class Memo
{
    public int Id { get; set; }

    public required string Text { get; set; }

    public int? FolderId { get; set; }
}

/// <summary>What triggers and event handlers leave behind.</summary>
public sealed class Trail
{
    public int Id { get; set; }

    public required string Text { get; set; }

    public int Number { get; set; }
}

/// <summary>The database generates nothing of it.</summary>
public sealed class Card
{
    public int Id { get; set; }

    public required string Text { get; set; }
}

/// <summary>Its memos need the key that the database generates for it.</summary>
public sealed class Folder
{
    public int Id { get; set; }

    public required string Text { get; set; }

    public List<Memo> Memos { get; } = [];
}

/// <summary>The database generates a value, but not the key that its labels need.</summary>
public sealed class Box
{
    public int Id { get; set; }

    public string? Stamp { get; set; }

    public List<Label> Labels { get; } = [];
}

public sealed class Label
{
    public int Id { get; set; }

    public int BoxId { get; set; }

    public string? Stamp { get; set; }
}

/// <summary>Is loaded with its photos.</summary>
public sealed class Album
{
    public int Id { get; set; }

    public required string Text { get; set; }

    public List<Photo> Photos { get; } = [];
}

public sealed class Photo
{
    public int Id { get; set; }

    public int AlbumId { get; set; }
}

/// <summary>Could load more by itself.</summary>
public sealed class LazyMemo
{
    public int Id { get; set; }

    public required string Text { get; set; }

    public ILazyLoader? LazyLoader { get; set; }
}

/// <summary>Refers to its own kind.</summary>
public sealed class Step
{
    public int Id { get; set; }

    public required string Text { get; set; }

    public int? PreviousId { get; set; }

    public Step? Previous { get; set; }
}
