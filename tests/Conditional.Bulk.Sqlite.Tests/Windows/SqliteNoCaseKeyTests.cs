using Conditional.Bulk.Contracts.Windows;

namespace Conditional.Bulk.Sqlite.Tests.Windows;

public sealed class SqliteNoCaseKeyTests() : TextKeyTests<NoCaseContext>(SqliteTestProvider.Instance)
{
    protected override string[] Stored => ["alpha", "Beta", "GAMMA"];

    protected override string[] Spelt => ["ALPHA", "beta", "gAmMa"];
}

public sealed class NoCaseContext(DbContextOptions<NoCaseContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.Entity<Coded>(coded => coded.HasKey(row => row.Code)).Entity<Coded>().Property(row => row.Code).UseCollation("NOCASE");
}
