using LinqToDB.Data;
using LinqToDB.EntityFrameworkCore;
using Npgsql;

namespace Conditional.Bulk.Benchmarks;

/// <summary>Rows whose keys the database makes, and EF reads back.</summary>
internal sealed class Identity() : CreateWork<NumberedFragment, long>("identity"), ISetBasedWork, ICopiedWork, IBulkCopiedWork
{
    public override bool DatabaseMakesKeys => true;

    public string SetBasedSql =>
        """
        INSERT INTO numbered_fragments ("Name", "Scope", "ScopeId", "Document")
        SELECT draft.* FROM unnest($1::text[], $2::int[], $3::text[], $4::text[]) AS draft (name, scope, scope_id, document)
        WHERE EXISTS (SELECT FROM allow_list AS a WHERE a."Name" = draft.name AND a."Scope" = draft.scope)
        ON CONFLICT DO NOTHING
        RETURNING "ScopeId", "Id"
        """;

    public IReadOnlyList<CopyTable> CopyTables =>
        [new("""numbered_fragments ("Name", "Scope", "ScopeId", "Document")""", CopyAsync)];

    public IEnumerable<Array> SetBasedArrays(IReadOnlyList<Draft> drafts) => drafts.ToColumns();

    public Task BulkCopyAsync(
        BenchmarkDb db, BulkCopyOptions options, IReadOnlyList<Draft> drafts, CancellationToken cancellationToken) =>
        db.BulkCopyAsync(options, drafts.Select(NewEntity), cancellationToken);

    protected override NumberedFragment NewEntity(Draft draft) => draft.Fill(new NumberedFragment());

    private static async Task CopyAsync(NpgsqlBinaryImporter importer, Draft draft, CancellationToken cancellationToken)
    {
        await importer.StartRowAsync(cancellationToken);
        await importer.WriteColumnsAsync(draft, cancellationToken);
    }
}
