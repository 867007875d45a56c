using Npgsql;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>
/// The statements that a call has had the server prepare. The driver keeps them for the connection, and has each prepared once.
/// </summary>
internal sealed class PreparedTexts
{
    private readonly HashSet<string> _prepared = [];
    private readonly HashSet<string> _refused = [];

    /// <summary>
    /// The statements that may still have to be prepared, one for each text and without values: one that the driver cannot send
    /// would leave those before it prepared by half.
    /// https://github.com/npgsql/npgsql/blob/v10.0.3/src/Npgsql/NpgsqlCommand.cs#L690
    /// </summary>
    public IReadOnlyList<NpgsqlBatchCommand> LackingOf(IEnumerable<NpgsqlBatchCommand> statements) =>
    [
        .. statements.Where(statement => !_prepared.Contains(statement.CommandText) && !_refused.Contains(statement.CommandText))
            .DistinctBy(statement => statement.CommandText)
            .Select(WithoutValues),
    ];

    /// <summary>Whether the server has not refused to prepare one of the statements.</summary>
    public bool Allow(IEnumerable<NpgsqlBatchCommand> statements) =>
        statements.All(statement => !_refused.Contains(statement.CommandText));

    public void Add(IEnumerable<NpgsqlBatchCommand> statements) =>
        _prepared.UnionWith(statements.Select(statement => statement.CommandText));

    public void Refuse(IEnumerable<NpgsqlBatchCommand> statements) =>
        _refused.UnionWith(statements.Select(statement => statement.CommandText));

    public void Forget() => _prepared.Clear();

    private static NpgsqlBatchCommand WithoutValues(NpgsqlBatchCommand statement)
    {
        var without = new NpgsqlBatchCommand(statement.CommandText);
        foreach (NpgsqlParameter parameter in statement.Parameters)
        {
            var clone = parameter.Clone();
            clone.Value = DBNull.Value;
            without.Parameters.Add(clone);
        }

        return without;
    }
}
