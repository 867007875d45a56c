namespace Conditional.Bulk.PostgreSQL;

/// <summary>A window whose savepoint the server has confirmed.</summary>
internal sealed class WindowSavepoint(string savepoint)
{
    private bool _isCounted;

    public string Release => $"RELEASE SAVEPOINT {savepoint}";

    public string Rollback => $"ROLLBACK TO SAVEPOINT {savepoint}";

    public static string SetOf(string savepoint) => $"SAVEPOINT {savepoint}";

    /// <summary>
    /// Says that something is written in it, or a row locked: it is one of the transaction's subtransactions then.
    /// </summary>
    public void CountIn(TransactionState transaction)
    {
        if (!_isCounted) transaction.Count(1);
        _isCounted = true;
    }

    /// <summary>Says that it was rolled back.</summary>
    public void CountOut(TransactionState transaction)
    {
        if (_isCounted) transaction.Count(-1);
        _isCounted = false;
    }
}
