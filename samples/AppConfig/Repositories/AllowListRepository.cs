using AppConfig.Data;
using AppConfig.Model;
using Conditional.Bulk;
using Microsoft.EntityFrameworkCore;

namespace AppConfig.Repositories;

public sealed class AllowListRepository(DbOpsProvider<AppConfigDb> db)
{
    public Task<AllowListEntry> CreateAsync(
        string configName, ScopeType scopeType, int rank, CancellationToken cancellationToken) => db.WriteAsync(
        (ops, ct) => ops.CreateAsync(
            CreatorSpec.For(
                () => new AllowListEntry { ConfigName = configName, ScopeType = scopeType, Rank = rank },
                new IntegrityCheck(
                    WriteFailureKind.UniqueViolation, AppConfigDb.AllowListKey,
                    failure => new ScopeOpenException(configName, scopeType, failure.Exception)),

                // By kind, since SQLite does not tell the names of foreign keys.
                new IntegrityCheck(
                    WriteFailureKind.ForeignKeyViolation,
                    failure => new DefinitionNotFoundException(configName, failure.Exception))),
            ct),
        cancellationToken);

    public Task<AllowListEntry> SetRankAsync(
        string configName, ScopeType scopeType, int rank, CancellationToken cancellationToken) => db.WriteAsync(
        (ops, ct) => ops.UpdateAsync(
            new Updater<AllowListEntry>(
                UpdaterSpec.For<AllowListEntry>(entry => entry.Rank = rank, NotOpen(configName, scopeType)),
                configName, scopeType),
            ct),
        cancellationToken);

    /// <summary>Removes the entry with the fragments that live by it.</summary>
    public Task PurgeAsync(string configName, ScopeType scopeType, CancellationToken cancellationToken) => db.WriteAsync(
        (ops, ct) => ops.PurgeAsync(
            new Purger<AllowListEntry>(configName, scopeType) { IntegrityChecks = [NotOpen(configName, scopeType)] }, ct),
        cancellationToken);

    public Task<AllowListEntry?> FindAsync(string configName, ScopeType scopeType, CancellationToken cancellationToken) =>
        db.ReadAsync((ops, ct) => ops.QueryAsync<AllowListEntry>([configName, scopeType], ct), cancellationToken);

    /// <summary>The entries of a config name, those of the lowest rank first; null if it is not registered.</summary>
    public Task<List<AllowListEntry>?> ListAsync(string configName, CancellationToken cancellationToken) => db.ReadAsync(
        async (ops, ct) => await ops.ExistsAsync(OnlyIf.Exists<Definition>(definition => definition.Name == configName), ct)
            ? await ops.Context.AllowList.AsNoTracking()
                .Where(entry => entry.ConfigName == configName)
                .OrderBy(entry => entry.Rank)
                .ToListAsync(ct)
            : null,
        cancellationToken);

    private static IntegrityCheck NotOpen(string configName, ScopeType scopeType) =>
        new(WriteFailureKind.TargetNotFound, failure => new ScopeNotOpenException(configName, scopeType, failure.Exception));
}
