using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore.Storage;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>What the calls in one transaction have in common.</summary>
internal sealed class TransactionState
{
    /// <summary>
    /// A backend shows other sessions this many subtransactions that have written; for more they look into shared memory, for
    /// every row. https://www.postgresql.org/docs/current/subxacts.html
    /// </summary>
    private const int Shown = 64;

    /// <summary>A savepoint of the caller around those that are counted.</summary>
    private const int Outer = 1;

    private static readonly ConditionalWeakTable<IDbContextTransaction, TransactionState> s_states = [];

    private int _windows;
    private bool _hasCalls;

    private TransactionState()
    {
    }

    /// <summary>How many savepoints were written in and released, not counting what other code sets.</summary>
    public int Subtransactions { get; private set; }

    public static TransactionState Of(IDbContextTransaction transaction) => s_states.GetValue(transaction, static _ => new());

    /// <summary>Whether this many more savepoints leave other sessions undisturbed.</summary>
    public bool HasRoomFor(int savepoints) => Outer + Subtransactions + savepoints <= Shown;

    public void Count(int savepoints) => Subtransactions += savepoints;

    /// <summary>Says that a verb begins. In a transaction with more than one verb, each is in a savepoint of its own.</summary>
    public void BeginCall()
    {
        if (_hasCalls) Count(1);
        _hasCalls = true;
    }

    /// <summary>A name for a window's savepoint that no other savepoint of the transaction has.</summary>
    public string NextWindow() => $"conditional_bulk_window_{++_windows}";
}
