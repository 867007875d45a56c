namespace Conditional.Bulk.PostgreSQL;

/// <summary>The statements that a call has had the server prepare. The driver keeps them for the connection, and sends each once.</summary>
internal sealed class PreparedStatements
{
    private readonly HashSet<string> _statements = [];

    /// <summary>Whether the batch has one that may still have to be prepared.</summary>
    public bool Lacks(WindowBatch batch) => batch.Steps.Any(step => !_statements.Contains(step.Command.CommandText));

    public void Add(WindowBatch batch) => _statements.UnionWith(batch.Steps.Select(step => step.Command.CommandText));
}
