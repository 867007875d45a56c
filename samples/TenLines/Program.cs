using System.ComponentModel.DataAnnotations;
using Conditional.Bulk;
using Microsoft.EntityFrameworkCore;

await using var db = new AppDb();
await db.Database.EnsureCreatedAsync();

string[] names = ["color", "secret", "color"];
var result = await new WriteOps<AppDb>(db).BulkConditionalCreatePartialAsync(
    [.. names.Select(name => CreatorSpec.For(() => new Setting { Name = name }).OnlyIf(Granted(name)))]);
foreach (var item in result.Items) Console.WriteLine($"{item.Index}: {item.Failure?.Kind.ToString() ?? "succeeded"}");

static OnlyIf Granted(string name) =>
    OnlyIf.Exists<Grant>(grant => grant.Name == name).OrThrow(() => new UnauthorizedAccessException($"No grant for '{name}'."));

internal sealed class Setting { [Key] public required string Name { get; init; } }

internal sealed class Grant { [Key] public required string Name { get; init; } }

internal sealed class AppDb : DbContext
{
    protected override void OnConfiguring(DbContextOptionsBuilder options) =>
        options.UseSqlite("Data Source=ten-lines.db", sqlite => sqlite.UseConditionalBulk());

    protected override void OnModelCreating(ModelBuilder model)
    {
        model.Entity<Setting>();
        model.Entity<Grant>().HasData(new Grant { Name = "color" });
    }
}
