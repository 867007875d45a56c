namespace Conditional.Bulk.PostgreSQL;

/// <summary>
/// The savepoints of the literal form, one in the other: that of a batch, and that of one item, or of a few that share it.
/// </summary>
internal static class ItemSavepoint
{
    public const string Set = "SAVEPOINT conditional_bulk_item";
    public const string Release = "RELEASE SAVEPOINT conditional_bulk_item";
    public const string Rollback = "ROLLBACK TO SAVEPOINT conditional_bulk_item";

    public const string SetBatch = "SAVEPOINT conditional_bulk_items";
    public const string ReleaseBatch = "RELEASE SAVEPOINT conditional_bulk_items";
    public const string RollbackBatch = "ROLLBACK TO SAVEPOINT conditional_bulk_items";
}
