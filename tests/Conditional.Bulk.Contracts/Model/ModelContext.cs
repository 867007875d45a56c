namespace Conditional.Bulk.Contracts.Model;

/// <summary>
/// What the generated batches write: rows with client-given keys and every kind of constraint, graphs, and rows whose key,
/// default and computed column the database gives.
/// </summary>
public sealed class ModelContext(DbContextOptions<ModelContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Grant>(grant =>
        {
            grant.HasKey(row => row.Name);
            grant.ToTable("Grants", table => table.HasCheckConstraint("ck_grants_rank", "\"Rank\" >= 0"));
        });
        modelBuilder.Entity<Owner>(owner =>
        {
            owner.ToTable("Owners");
            owner.Property(row => row.Id).ValueGeneratedNever();
        });
        ConfigureAccounts(modelBuilder);
        ConfigureTickets(modelBuilder);
        modelBuilder.Entity<AuditRow>()
            .ToTable("Audits", table => table.HasCheckConstraint("ck_audits_text", "\"Text\" NOT LIKE '% 6%'"));
    }

    private static void ConfigureAccounts(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Account>(account =>
        {
            account.ToTable("Accounts", table => table.HasCheckConstraint("ck_accounts_balance", "\"Balance\" >= 0"));
            account.Property(row => row.Id).ValueGeneratedNever();
            account.HasIndex(row => row.Name, "ux_accounts_name").IsUnique();
            account.HasOne(row => row.Owner).WithMany().HasForeignKey(row => row.OwnerId)
                .HasConstraintName("fk_accounts_owner").OnDelete(DeleteBehavior.Restrict);
            account.HasOne<Account>().WithMany().HasForeignKey(row => row.ParentId)
                .HasConstraintName("fk_accounts_parent").OnDelete(DeleteBehavior.NoAction);
        });
        modelBuilder.Entity<Entry>(entry =>
        {
            entry.ToTable("Entries", table => table.HasCheckConstraint("ck_entries_amount", "\"Amount\" > 0"));
            entry.Property(row => row.Id).ValueGeneratedNever();
            entry.HasIndex(row => new { row.AccountId, row.Label }, "ux_entries_label").IsUnique();
            entry.HasOne(row => row.Account).WithMany(account => account.Entries).HasForeignKey(row => row.AccountId)
                .HasConstraintName("fk_entries_account").OnDelete(DeleteBehavior.Cascade);
        });
    }

    private static void ConfigureTickets(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Ticket>(ticket =>
        {
            ticket.ToTable("Tickets");
            ticket.HasIndex(row => row.Code, "ux_tickets_code").IsUnique();
            ticket.HasQueryFilter(Ticket.VisibleFilter, row => !row.IsHidden);
            ticket.Property(row => row.Priority).HasDefaultValue(Ticket.DefaultPriority);
            ticket.Property(row => row.Weight).HasComputedColumnSql("\"Priority\" * 2", stored: true);
            ticket.HasOne<Account>().WithMany().HasForeignKey(row => row.AccountId)
                .HasConstraintName("fk_tickets_account").OnDelete(DeleteBehavior.SetNull);
        });
        modelBuilder.Entity<Step>(step =>
        {
            step.ToTable("Steps", table => table.HasCheckConstraint("ck_steps_position", "\"Position\" >= 0"));
            step.HasIndex(row => new { row.TicketId, row.Text }, "ux_steps_text").IsUnique();
            step.HasOne<Ticket>().WithMany(ticket => ticket.Steps).HasForeignKey(row => row.TicketId)
                .HasConstraintName("fk_steps_ticket").OnDelete(DeleteBehavior.Cascade);
        });
    }
}

public sealed class Grant
{
    public required string Name { get; set; }

    public bool IsOpen { get; set; }

    public int Rank { get; set; }
}

public sealed class Owner
{
    public int Id { get; set; }

    public required string Name { get; set; }
}

public sealed class Account
{
    public int Id { get; set; }

    public required string Name { get; set; }

    public int Balance { get; set; }

    public int OwnerId { get; set; }

    public Owner? Owner { get; set; }

    public int? ParentId { get; set; }

    public string? Note { get; set; }

    public List<Entry> Entries { get; } = [];
}

public sealed class Entry
{
    public int Id { get; set; }

    public int AccountId { get; set; }

    public Account? Account { get; set; }

    public required string Label { get; set; }

    public int Amount { get; set; }
}

public sealed class Ticket
{
    public const int DefaultPriority = 3;

    public const string VisibleFilter = "visible";

    public int Id { get; set; }

    public required string Code { get; set; }

    /// <summary>Zero on a create: the database's default.</summary>
    public int Priority { get; set; }

    /// <summary>Computed by the database.</summary>
    public int Weight { get; set; }

    public bool IsHidden { get; set; }

    public int? AccountId { get; set; }

    public List<Step> Steps { get; } = [];
}

public sealed class Step
{
    public int Id { get; set; }

    public int TicketId { get; set; }

    public required string Text { get; set; }

    public int Position { get; set; }
}

/// <summary>What <see cref="Auditor"/> adds.</summary>
public sealed class AuditRow
{
    public int Id { get; set; }

    public required string Text { get; set; }
}
