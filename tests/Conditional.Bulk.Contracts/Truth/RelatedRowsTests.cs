using static Conditional.Bulk.Contracts.Truth.Items;

namespace Conditional.Bulk.Contracts.Truth;

/// <summary>Updates whose graphs meet: each is written, whatever refers to whom.</summary>
public abstract class RelatedRowsTests(TestProvider provider) : TruthTests<BankContext>(provider)
{
    [Fact]
    public Task BulkUpdate_TransferToTheRowOfTheNextItem_BothAreWritten() => ShouldHoldAsync(Accounts(
        2,
        Transfer(1, 2, 10),
        Update<Account>(2, account => account.Balance += 10)) with
    {
        Outcomes = [Ok, Ok],
        Rows = ["1: 90", "2: 110", "1 -> 2: 10"],
    });

    [Fact]
    public Task BulkUpdate_TransferToTheRowOfTheItemBefore_BothAreWritten() => ShouldHoldAsync(Accounts(
        2,
        Update<Account>(2, account => account.Balance += 10),
        Transfer(1, 2, 10)) with
    {
        Outcomes = [Ok, Ok],
        Rows = ["1: 90", "2: 110", "1 -> 2: 10"],
    });

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public Task BulkUpdate_TransfersInARing_AllAreWritten(int count) => ShouldHoldAsync(Accounts(
        count,
        [.. Enumerable.Range(1, count).Select(from => Transfer(from, (from % count) + 1, from))]) with
    {
        Outcomes = [.. Enumerable.Repeat(Ok, count)],
        Rows =
        [
            .. Enumerable.Range(1, count).Select(id => $"{id}: {100 - id}"),
            .. Enumerable.Range(1, count).Select(from => $"{from} -> {(from % count) + 1}: {from}"),
        ],
    });

    [Fact]
    public Task BulkUpdate_LaterSpecThrows_TheOthersAreWritten() => ShouldHoldAsync(Accounts(
        3,
        Transfer(1, 2, 10),
        Update<Account>(2, account =>
        {
            account.Balance += 10;
            throw new InvalidTimeZoneException();
        }),
        Transfer(3, 2, 30)) with
    {
        Outcomes = [Ok, SpecFailed, Ok],
        Rows = ["1: 90", "2: 100", "3: 70", "1 -> 2: 10", "3 -> 2: 30"],
    });

    [Fact]
    public Task BulkUpdate_TransferToARowThatIsNotThere_OnlyItFails() => ShouldHoldAsync(Accounts(
        3,
        Transfer(1, 9, 10),
        Transfer(2, 1, 20),
        Transfer(3, 2, 30)) with
    {
        Outcomes = [ForeignKeyViolation, Ok, Ok],
        Rows = ["1: 100", "2: 80", "3: 70", "2 -> 1: 20", "3 -> 2: 30"],
    });

    [Fact]
    public Task BulkUpdate_IncomingAndOutgoingTransfersOfOneItem_AreWritten() => ShouldHoldAsync(Accounts(
        3,
        Update<Account>(1, account =>
        {
            account.Outgoing.Add(new Transfer { Id = "1 -> 2", ToId = 2, Amount = 1 });
            account.Incoming.Add(new Transfer { Id = "3 -> 1", FromId = 3, Amount = 2 });
        }),
        Update<Account>(2, account => account.Incoming.Add(new Transfer { Id = "3 -> 2", FromId = 3, Amount = 3 })),
        Update<Account>(3, account => account.Outgoing.Add(new Transfer { Id = "3 -> 1 again", ToId = 1, Amount = 4 }))) with
    {
        Outcomes = [Ok, Ok, Ok],
        Rows = ["1: 100", "2: 100", "3: 100", "1 -> 2: 1", "3 -> 1 again: 4", "3 -> 1: 2", "3 -> 2: 3"],
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task BulkUpdate_OwnedPartRefersToTheRowOfAnotherItem_BothAreWritten(bool ring) => ShouldHoldAsync(new Batch<Employee>
    {
        Seed = () => Enumerable.Range(1, 3).Select(id => new Employee { Id = id }),
        Items = () =>
        [
            Update<Employee>(1, one => one.Contact = new Contact { Phone = "1", DeputyId = 2 }),
            Update<Employee>(2, one => one.Contact = new Contact { Phone = "2", DeputyId = ring ? 3 : null }),
            Update<Employee>(3, one => (one.Name, one.Contact) = ("c", ring ? new Contact { Phone = "3", DeputyId = 1 } : null)),
        ],
        Outcomes = [Ok, Ok, Ok],
        Rows = ring ? ["1 : 1 2", "2 : 2 3", "3 c: 3 1"] : ["1 : 1 2", "2 : 2 ", "3 c:  "],
    });

    [Fact]
    public Task BulkCreate_TransfersOfTheSameAccounts_ResultsAreNotConnected() => ShouldHoldAsync(new Batch<Transfer>
    {
        Seed = () => Enumerable.Range(1, 2).Select(id => new Account { Id = id }),
        Items = () =>
        [
            .. Enumerable.Range(1, 4).Select(i => Create(() => new Transfer { Id = $"{i}", FromId = 1 + (i % 2), ToId = 2 - (i % 2) })),
        ],
        Outcomes = [Ok, Ok, Ok, Ok],
    });

    protected override async Task<List<string>> RowsAsync(BankContext context) =>
    [
        .. (await context.Accounts.OrderBy(row => row.Id).ToListAsync()).Select(row => $"{row.Id}: {row.Balance}"),
        .. (await context.Transfers.ToListAsync()).Select(row => $"{row.Id}: {row.Amount}").Order(StringComparer.Ordinal),
        .. (await context.Employees.OrderBy(row => row.Id).ToListAsync())
            .Select(row => $"{row.Id} {row.Name}: {row.Contact?.Phone} {row.Contact?.DeputyId}"),
    ];

    private static Batch<Account> Accounts(int count, params BatchItem<Account>[] items) => new()
    {
        Seed = () => Enumerable.Range(1, count).Select(id => new Account { Id = id, Balance = 100 }),
        Items = () => items,
    };

    private static BatchItem<Account> Transfer(int from, int to, int amount) => Update<Account>(from, account =>
    {
        account.Balance -= amount;
        account.Outgoing.Add(new Transfer { Id = $"{from} -> {to}", ToId = to, Amount = amount });
    });
}

/// <summary>Two foreign keys between the same tables, and an owned type that refers to its owner's type.</summary>
public sealed class BankContext(DbContextOptions<BankContext> options) : DbContext(options)
{
    public DbSet<Account> Accounts => Set<Account>();

    public DbSet<Transfer> Transfers => Set<Transfer>();

    public DbSet<Employee> Employees => Set<Employee>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Account>().Property(row => row.Id).ValueGeneratedNever();
        modelBuilder.Entity<Transfer>(transfer =>
        {
            transfer.HasOne(row => row.From).WithMany(account => account.Outgoing).HasForeignKey(row => row.FromId);
            transfer.HasOne(row => row.To).WithMany(account => account.Incoming).HasForeignKey(row => row.ToId);
        });
        modelBuilder.Entity<Employee>(employee =>
        {
            employee.Property(row => row.Id).ValueGeneratedNever();
            employee.OwnsOne(row => row.Contact, contact =>
            {
                contact.WithOwner();
                contact.HasOne<Employee>().WithMany().HasForeignKey(row => row.DeputyId);
            });
        });
    }
}

public sealed class Account
{
    public int Id { get; set; }

    public int Balance { get; set; }

    public List<Transfer> Outgoing { get; } = [];

    public List<Transfer> Incoming { get; } = [];
}

public sealed class Transfer
{
    public required string Id { get; set; }

    public int Amount { get; set; }

    public int FromId { get; set; }

    public Account From { get; set; } = null!;

    public int ToId { get; set; }

    public Account To { get; set; } = null!;
}

public sealed class Employee
{
    public int Id { get; set; }

    public string Name { get; set; } = "";

    public Contact? Contact { get; set; }
}

public sealed class Contact
{
    public required string Phone { get; set; }

    public int? DeputyId { get; set; }
}
