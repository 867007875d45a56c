using Npgsql;

namespace Conditional.Bulk.Benchmarks;

/// <summary>One statement for all rows, written by hand. Tells which rows were written, but not why others were not.</summary>
internal sealed class SetBasedWay() : Way("set-based")
{
    private const string Insert = """
        INSERT INTO fragments ("Id", "Name", "Scope", "ScopeId", "Document")
        SELECT draft.* FROM unnest($1::uuid[], $2::text[], $3::int[], $4::text[], $5::text[])
            AS draft (id, name, scope, scope_id, document)
        WHERE EXISTS (SELECT FROM allow_list AS a WHERE a."Name" = draft.name AND a."Scope" = draft.scope)
        ON CONFLICT DO NOTHING
        RETURNING "Id"
        """;

    public override bool NeedsPostgreSql => true;

    public override bool TellsReasons => false;

    public override async Task<IReadOnlyList<Outcome>> RunAsync(
        Endpoint endpoint, IReadOnlyList<Draft> drafts, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(endpoint.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(Insert, connection, transaction)
        {
            Parameters =
            {
                new() { Value = drafts.Select(draft => draft.Id).ToArray() },
                new() { Value = drafts.Select(draft => draft.Name).ToArray() },
                new() { Value = drafts.Select(draft => (int)draft.Scope).ToArray() },
                new() { Value = drafts.Select(draft => draft.ScopeId).ToArray() },
                new() { Value = drafts.Select(draft => draft.Document).ToArray() },
            },
        };
        var written = await ReadIdsAsync(command, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return [.. drafts.Select(draft => written.Contains(draft.Id) ? Outcome.Written : Outcome.NotWritten)];
    }

    private static async Task<HashSet<Guid>> ReadIdsAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        var ids = new HashSet<Guid>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken)) ids.Add(reader.GetGuid(0));
        return ids;
    }
}
