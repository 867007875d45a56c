using AppConfig.Data;
using AppConfig.Model;
using Conditional.Bulk;
using Microsoft.EntityFrameworkCore;

namespace AppConfig.Repositories;

public sealed class DefinitionRepository(DbOpsProvider<AppConfigDb> db)
{
    public Task<Definition> CreateAsync(string name, CancellationToken cancellationToken) => db.WriteAsync(
        (ops, ct) => ops.CreateAsync(
            CreatorSpec.For(
                () => new Definition { Name = Names.Require(name) },
                new IntegrityCheck(
                    WriteFailureKind.UniqueViolation, AppConfigDb.DefinitionsKey,
                    failure => new DefinitionExistsException(name, failure.Exception))),
            ct),
        cancellationToken);

    /// <summary>Removes the name with its allow-list and its fragments.</summary>
    public Task PurgeAsync(string name, CancellationToken cancellationToken) => db.WriteAsync(
        (ops, ct) => ops.PurgeAsync(
            new Purger<Definition>(name)
            {
                IntegrityChecks =
                [
                    new(WriteFailureKind.TargetNotFound, failure => new DefinitionNotFoundException(name, failure.Exception)),
                ],
            },
            ct),
        cancellationToken);

    public Task<Definition?> FindAsync(string name, CancellationToken cancellationToken) =>
        db.ReadAsync((ops, ct) => ops.QueryAsync<Definition>([name], ct), cancellationToken);

    public Task<Page<Definition>> SearchAsync(int page, int pageSize, CancellationToken cancellationToken) => db.ReadAsync(
        (ops, ct) => ops.Context.Definitions.AsNoTracking().OrderBy(d => d.Name).ToPageAsync(page, pageSize, ct),
        cancellationToken);
}
