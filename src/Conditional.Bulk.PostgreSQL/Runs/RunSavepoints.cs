namespace Conditional.Bulk.PostgreSQL;

/// <summary>The savepoints of runs, all of them inside that of the window: a rollback to the window's own would give its locks back.</summary>
internal static class RunSavepoints
{
    /// <summary>Before the groups that are written at once.</summary>
    public const string Run = "conditional_bulk_run";

    /// <summary>Before the group in which something failed.</summary>
    public const string Group = "conditional_bulk_group";

    /// <summary>Before an item that may fail.</summary>
    public const string Item = "conditional_bulk_try";

    public static string Set(string savepoint) => $"SAVEPOINT {savepoint}";

    public static string Release(string savepoint) => $"RELEASE SAVEPOINT {savepoint}";

    public static string RollBack(string savepoint) => $"ROLLBACK TO SAVEPOINT {savepoint}";
}
