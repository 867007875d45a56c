using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace Conditional.Bulk.Contracts.Model.Differential;

/// <summary>
/// Several tables and foreign keys with every action, a cycle of them, keys from the client and from the database, partial and expression
/// unique indexes, owned parts of each kind, and a value object whose equality is wider than that of its column.
/// </summary>
public sealed class DifferentialContext(DbContextOptions<DifferentialContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Flag>().ToTable("Flags").HasKey(flag => flag.Name);
        modelBuilder.Entity<Audit>().ToTable("Audits", table => table.HasCheckConstraint("ck_audits_text", "\"Text\" <> 'Deleted Transfer'"));
        ConfigurePeople(modelBuilder);
        ConfigureAccounts(modelBuilder);
    }

    private static void ConfigurePeople(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Team>(team =>
        {
            team.ToTable("Teams");
            team.HasIndex(row => row.Code, "ux_teams_code").IsUnique();
            team.HasOne<Person>().WithMany().HasForeignKey(row => row.LeaderId)
                .HasConstraintName("fk_teams_leader").OnDelete(DeleteBehavior.SetNull);
        });
        modelBuilder.Entity<Person>(person =>
        {
            person.ToTable("People");
            person.Property(row => row.Name).HasConversion(
                name => name.Text,
                text => new Nick(text),
                new ValueComparer<Nick>((one, other) => Equals(one, other), nick => nick.GetHashCode()));
            person.HasIndex(row => row.Name, "ux_people_active_name").IsUnique().HasFilter("\"IsActive\"");
            person.HasOne(row => row.Team).WithMany(team => team.Members).HasForeignKey(row => row.TeamId)
                .HasConstraintName("fk_people_team").OnDelete(DeleteBehavior.Cascade);
            person.HasOne(row => row.Mentor).WithMany().HasForeignKey(row => row.MentorId)
                .HasConstraintName("fk_people_mentor").OnDelete(DeleteBehavior.Restrict);
            person.OwnsOne(row => row.Address);
            person.OwnsOne(row => row.Card, card => card.ToTable("Cards"));
            person.OwnsOne(row => row.Wishes, wishes => wishes.ToJson());
        });
    }

    private static void ConfigureAccounts(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Account>(account =>
        {
            account.ToTable("Accounts", table => table.HasCheckConstraint("ck_accounts_balance", "\"Balance\" >= 0"));
            account.Property(row => row.Id).ValueGeneratedNever();
            account.HasOne<Person>().WithMany().HasForeignKey(row => row.OwnerId)
                .HasConstraintName("fk_accounts_owner").OnDelete(DeleteBehavior.SetNull);
        });
        modelBuilder.Entity<Transfer>(transfer =>
        {
            transfer.ToTable("Transfers", table => table.HasCheckConstraint("ck_transfers_amount", "\"Amount\" > 0"));
            transfer.Property(row => row.Id).ValueGeneratedNever();
            transfer.HasIndex(row => new { row.FromId, row.Label }, "ux_transfers_label").IsUnique();
            transfer.HasOne(row => row.From).WithMany(account => account.Outgoing).HasForeignKey(row => row.FromId)
                .HasConstraintName("fk_transfers_from").OnDelete(DeleteBehavior.Cascade);
            transfer.HasOne(row => row.To).WithMany(account => account.Incoming).HasForeignKey(row => row.ToId)
                .HasConstraintName("fk_transfers_to").OnDelete(DeleteBehavior.NoAction);
        });
    }
}

/// <summary>Equal whatever the case; its column is not.</summary>
public sealed record Nick(string Text)
{
    public bool Equals(Nick? other) => string.Equals(Text, other?.Text, StringComparison.OrdinalIgnoreCase);

    public override int GetHashCode() => Text.GetHashCode(StringComparison.OrdinalIgnoreCase);

    public override string ToString() => Text;
}

public sealed class Flag
{
    public required string Name { get; set; }

    public bool IsOpen { get; set; }
}

public sealed class Audit
{
    public int Id { get; set; }

    public required string Text { get; set; }
}

public sealed class Team
{
    public int Id { get; set; }

    public required string Code { get; set; }

    public int? LeaderId { get; set; }

    public List<Person> Members { get; } = [];
}

public sealed class Person
{
    public int Id { get; set; }

    public required Nick Name { get; set; }

    public bool IsActive { get; set; }

    public string? Stamp { get; set; }

    public int? TeamId { get; set; }

    public Team? Team { get; set; }

    public int? MentorId { get; set; }

    public Person? Mentor { get; set; }

    public Detail? Address { get; set; }

    public Detail? Card { get; set; }

    public Detail? Wishes { get; set; }
}

public sealed class Detail
{
    public required string Text { get; set; }
}

public sealed class Account
{
    public int Id { get; set; }

    public required string Code { get; set; }

    public int Balance { get; set; }

    public string? Stamp { get; set; }

    public int? OwnerId { get; set; }

    public List<Transfer> Outgoing { get; } = [];

    public List<Transfer> Incoming { get; } = [];
}

public sealed class Transfer
{
    public int Id { get; set; }

    public required string Label { get; set; }

    public int Amount { get; set; }

    public int FromId { get; set; }

    public Account? From { get; set; }

    public int ToId { get; set; }

    public Account? To { get; set; }
}
