namespace Conditional.Bulk.Benchmarks;

/// <summary>
/// Graphs whose keys the database makes, those of the bundles before those of their parts. Neither COPY nor a bulk copy tells keys,
/// so they cannot write the parts.
/// </summary>
internal sealed class GraphsIdentity() : GraphWork<long>("graphs-identity"), ISetBasedWork
{
    public override bool DatabaseMakesKeys => true;

    public string SetBasedSql =>
        """
        WITH written AS (
            INSERT INTO numbered_bundles ("Name", "Scope", "ScopeId", "Document")
            SELECT draft.* FROM unnest($1::text[], $2::int[], $3::text[], $4::text[]) AS draft (name, scope, scope_id, document)
            WHERE EXISTS (SELECT FROM allow_list AS a WHERE a."Name" = draft.name AND a."Scope" = draft.scope)
            ON CONFLICT DO NOTHING
            RETURNING "ScopeId", "Id"
        ), parts AS (
            INSERT INTO numbered_bundle_parts ("BundleId", "Position", "Document")
            SELECT written."Id", part.position, part.document
            FROM unnest($5::text[], $6::int[], $7::text[]) AS part (scope_id, position, document)
            JOIN written ON written."ScopeId" = part.scope_id
        )
        SELECT "ScopeId", "Id" FROM written
        """;

    public IEnumerable<Array> SetBasedArrays(IReadOnlyList<Draft> drafts)
    {
        var parts = drafts.SelectMany(draft => draft.Parts).ToArray();
        return
        [
            .. drafts.ToColumns(),
            drafts.SelectMany(draft => draft.Parts.Select(_ => draft.ScopeId)).ToArray(),
            parts.Select(part => part.Position).ToArray(),
            parts.Select(part => part.Document).ToArray(),
        ];
    }

    protected override Bundle<long> NewEntity(Draft draft) => draft.Fill(new Bundle<long>
    {
        Parts = [.. draft.Parts.Select(part => new BundlePart<long> { Position = part.Position, Document = part.Document })],
    });
}
