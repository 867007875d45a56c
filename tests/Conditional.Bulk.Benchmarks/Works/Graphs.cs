using LinqToDB.Data;
using LinqToDB.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace Conditional.Bulk.Benchmarks;

/// <summary>Graphs whose keys the client makes.</summary>
internal sealed class Graphs() : GraphWork<Guid>("graphs"), ISetBasedWork, ICopiedWork, IBulkCopiedWork
{
    public string SetBasedSql =>
        """
        WITH written AS (
            INSERT INTO bundles ("Id", "Name", "Scope", "ScopeId", "Document")
            SELECT draft.* FROM unnest($1::uuid[], $2::text[], $3::int[], $4::text[], $5::text[])
                AS draft (id, name, scope, scope_id, document)
            WHERE EXISTS (SELECT FROM allow_list AS a WHERE a."Name" = draft.name AND a."Scope" = draft.scope)
            ON CONFLICT DO NOTHING
            RETURNING "ScopeId", "Id"
        ), parts AS (
            INSERT INTO bundle_parts ("Id", "BundleId", "Position", "Document")
            SELECT part.* FROM unnest($6::uuid[], $7::uuid[], $8::int[], $9::text[]) AS part (id, bundle_id, position, document)
            JOIN written ON written."Id" = part.bundle_id
        )
        SELECT "ScopeId" FROM written
        """;

    public IReadOnlyList<CopyTable> CopyTables =>
    [
        new("""bundles ("Id", "Name", "Scope", "ScopeId", "Document")""", CopyBundleAsync),
        new("""bundle_parts ("Id", "BundleId", "Position", "Document")""", CopyPartsAsync),
    ];

    public IEnumerable<Array> SetBasedArrays(IReadOnlyList<Draft> drafts)
    {
        var parts = drafts.SelectMany(draft => draft.Parts).ToArray();
        return
        [
            drafts.Select(draft => draft.Id).ToArray(),
            .. drafts.ToColumns(),
            parts.Select(part => part.Id).ToArray(),
            drafts.SelectMany(draft => draft.Parts.Select(_ => draft.Id)).ToArray(),
            parts.Select(part => part.Position).ToArray(),
            parts.Select(part => part.Document).ToArray(),
        ];
    }

    public async Task BulkCopyAsync(
        BenchmarkDb db, BulkCopyOptions options, IReadOnlyList<Draft> drafts, CancellationToken cancellationToken)
    {
        Bundle<Guid>[] bundles = [.. drafts.Select(NewEntity)];
        await db.BulkCopyAsync(options, bundles, cancellationToken);
        await db.BulkCopyAsync(options, bundles.SelectMany(bundle => bundle.Parts), cancellationToken);
    }

    protected override Bundle<Guid> NewEntity(Draft draft) => draft.Fill(new Bundle<Guid>
    {
        Id = draft.Id,
        Parts =
        [
            .. draft.Parts.Select(part => new BundlePart<Guid>
            {
                Id = part.Id,
                BundleId = draft.Id,
                Position = part.Position,
                Document = part.Document,
            }),
        ],
    });

    private static async Task CopyBundleAsync(NpgsqlBinaryImporter importer, Draft draft, CancellationToken cancellationToken)
    {
        await importer.StartRowAsync(cancellationToken);
        await importer.WriteAsync(draft.Id, NpgsqlDbType.Uuid, cancellationToken);
        await importer.WriteColumnsAsync(draft, cancellationToken);
    }

    private static async Task CopyPartsAsync(NpgsqlBinaryImporter importer, Draft draft, CancellationToken cancellationToken)
    {
        foreach (var part in draft.Parts)
        {
            await importer.StartRowAsync(cancellationToken);
            await importer.WriteAsync(part.Id, NpgsqlDbType.Uuid, cancellationToken);
            await importer.WriteAsync(draft.Id, NpgsqlDbType.Uuid, cancellationToken);
            await importer.WriteAsync(part.Position, NpgsqlDbType.Integer, cancellationToken);
            await importer.WriteAsync(part.Document, NpgsqlDbType.Text, cancellationToken);
        }
    }
}
