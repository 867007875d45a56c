using LinqToDB.Data;
using LinqToDB.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace Conditional.Bulk.Benchmarks;

/// <summary>Rows whose keys the client makes.</summary>
internal sealed class Creates() : CreateWork<Fragment, Guid>("creates"), ISetBasedWork, ICopiedWork, IBulkCopiedWork
{
    public string SetBasedSql =>
        """
        INSERT INTO fragments ("Id", "Name", "Scope", "ScopeId", "Document")
        SELECT draft.* FROM unnest($1::uuid[], $2::text[], $3::int[], $4::text[], $5::text[])
            AS draft (id, name, scope, scope_id, document)
        WHERE EXISTS (SELECT FROM allow_list AS a WHERE a."Name" = draft.name AND a."Scope" = draft.scope)
        ON CONFLICT DO NOTHING
        RETURNING "ScopeId"
        """;

    public IReadOnlyList<CopyTable> CopyTables =>
        [new("""fragments ("Id", "Name", "Scope", "ScopeId", "Document")""", CopyAsync)];

    public IEnumerable<Array> SetBasedArrays(IReadOnlyList<Draft> drafts) =>
        [drafts.Select(draft => draft.Id).ToArray(), .. drafts.ToColumns()];

    public Task BulkCopyAsync(
        BenchmarkDb db, BulkCopyOptions options, IReadOnlyList<Draft> drafts, CancellationToken cancellationToken) =>
        db.BulkCopyAsync(options, drafts.Select(NewEntity), cancellationToken);

    protected override Fragment NewEntity(Draft draft) => draft.Fill(new Fragment { Id = draft.Id });

    private static async Task CopyAsync(NpgsqlBinaryImporter importer, Draft draft, CancellationToken cancellationToken)
    {
        await importer.StartRowAsync(cancellationToken);
        await importer.WriteAsync(draft.Id, NpgsqlDbType.Uuid, cancellationToken);
        await importer.WriteColumnsAsync(draft, cancellationToken);
    }
}
