using Npgsql;
using NpgsqlTypes;

namespace Conditional.Bulk.Benchmarks;

/// <summary>Binary COPY. No gates, and one bad row fails all.</summary>
internal sealed class CopyWay() : Way("copy")
{
    private const string Copy = """COPY fragments ("Id", "Name", "Scope", "ScopeId", "Document") FROM STDIN (FORMAT BINARY)""";

    public override bool NeedsPostgreSql => true;

    public override bool IsolatesItems => false;

    public override async Task<IReadOnlyList<Outcome>> RunAsync(
        Endpoint endpoint, IReadOnlyList<Draft> drafts, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(endpoint.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var importer = await connection.BeginBinaryImportAsync(Copy, cancellationToken))
        {
            foreach (var draft in drafts) await WriteAsync(importer, draft, cancellationToken);
            await importer.CompleteAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return [.. Enumerable.Repeat(Outcome.Written, drafts.Count)];
    }

    private static async Task WriteAsync(NpgsqlBinaryImporter importer, Draft draft, CancellationToken cancellationToken)
    {
        await importer.StartRowAsync(cancellationToken);
        await importer.WriteAsync(draft.Id, NpgsqlDbType.Uuid, cancellationToken);
        await importer.WriteAsync(draft.Name, NpgsqlDbType.Text, cancellationToken);
        await importer.WriteAsync((int)draft.Scope, NpgsqlDbType.Integer, cancellationToken);
        await importer.WriteAsync(draft.ScopeId, NpgsqlDbType.Text, cancellationToken);
        await importer.WriteAsync(draft.Document, NpgsqlDbType.Text, cancellationToken);
    }
}
