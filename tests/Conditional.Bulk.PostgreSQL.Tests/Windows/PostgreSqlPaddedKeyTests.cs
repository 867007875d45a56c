using Conditional.Bulk.Contracts.Windows;

namespace Conditional.Bulk.PostgreSQL.Tests.Windows;

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlPaddedKeyTests(PostgreSqlTestProvider provider) : TextKeyTests<PaddedContext>(provider)
{
    protected override string[] Stored => ["alpha", "beta", "gamma"];

    protected override string[] Spelt => ["alpha     ", "beta   ", "gamma "];
}

public sealed class PaddedContext(DbContextOptions<PaddedContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.Entity<Coded>(coded => coded.HasKey(row => row.Code)).Entity<Coded>().Property(row => row.Code).HasColumnType("character(10)");
}
