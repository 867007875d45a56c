using Conditional.Bulk.Infrastructure;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>Items that are written by the same statements, and these statements.</summary>
/// <param name="Items">The items, in order.</param>
/// <param name="Statements">The statements, in order.</param>
internal sealed record GroupWork(IReadOnlyList<RecordedItem> Items, IReadOnlyList<GroupStatement> Statements)
{
    /// <summary>Whether a statement needs what a statement before it has generated.</summary>
    public bool IsLinked => Statements.Any(statement => statement.IsLinked);

    public bool ReturnsRows => Statements.Any(statement => statement.Statement.ReturnsRows);

    public bool ReadsValues => Statements.Any(statement => statement.Statement.Shape.Reads.Count > 0);
}
