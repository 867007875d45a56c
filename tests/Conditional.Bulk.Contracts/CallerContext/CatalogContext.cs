namespace Conditional.Bulk.Contracts.CallerContext;

/// <summary>Entities that reach one another by reference, collection and skip navigation, and a chain of any length.</summary>
public sealed class CatalogContext(DbContextOptions<CatalogContext> options) : DbContext(options)
{
    public DbSet<Author> Authors => Set<Author>();

    public DbSet<Book> Books => Set<Book>();

    public DbSet<Tag> Tags => Set<Tag>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Author>().HasMany(author => author.Books).WithOne(book => book.Author).HasForeignKey(book => book.AuthorId);
        modelBuilder.Entity<Book>().HasIndex(book => book.Title).IsUnique();
        modelBuilder.Entity<Book>().HasMany(book => book.Tags).WithMany(tag => tag.Books);
        modelBuilder.Entity<Node>().HasOne(node => node.Next).WithOne().HasForeignKey<Node>(node => node.NextId);
    }
}

public sealed class Author
{
    public int Id { get; set; }

    public required string Name { get; set; }

    public List<Book> Books { get; } = [];
}

public sealed class Book
{
    public int Id { get; set; }

    public required string Title { get; set; }

    public int AuthorId { get; set; }

    public Author? Author { get; set; }

    public List<Tag> Tags { get; } = [];
}

public sealed class Tag
{
    public int Id { get; set; }

    public required string Name { get; set; }

    public List<Book> Books { get; } = [];
}

public sealed class Node
{
    public Guid Id { get; set; }

    public Guid? NextId { get; set; }

    public Node? Next { get; set; }
}
