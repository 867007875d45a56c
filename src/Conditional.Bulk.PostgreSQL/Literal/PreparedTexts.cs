using Npgsql;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>
/// The statements that a call has had the server prepare, or in vain. The driver keeps them for the connection, and has each prepared once.
/// </summary>
internal sealed class PreparedTexts
{
    private readonly HashSet<string> _texts = [];

    /// <summary>Whether there is a statement that may still have to be prepared.</summary>
    public bool Lack(IEnumerable<NpgsqlBatchCommand> statements) => statements.Any(statement => !_texts.Contains(statement.CommandText));

    public void Add(IEnumerable<NpgsqlBatchCommand> statements) => _texts.UnionWith(statements.Select(statement => statement.CommandText));

    public void Forget() => _texts.Clear();
}
