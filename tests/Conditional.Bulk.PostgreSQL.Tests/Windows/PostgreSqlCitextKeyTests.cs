using Conditional.Bulk.Contracts.Windows;

namespace Conditional.Bulk.PostgreSQL.Tests.Windows;

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlCitextKeyTests(PostgreSqlTestProvider provider) : TextKeyTests<CitextContext>(provider)
{
    protected override string[] Stored => ["alpha", "Beta", "GAMMA"];

    protected override string[] Spelt => ["ALPHA", "beta", "gAmMa"];
}

public sealed class CitextContext(DbContextOptions<CitextContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasPostgresExtension("citext");
        modelBuilder.Entity<Coded>(coded => coded.HasKey(row => row.Code)).Entity<Coded>().Property(row => row.Code).HasColumnType("citext");
    }
}
