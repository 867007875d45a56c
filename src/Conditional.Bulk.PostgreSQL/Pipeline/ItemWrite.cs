using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Update;
using Npgsql;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>What one item writes, and what became of it.</summary>
internal sealed class ItemWrite(SavingItem item)
{
    private List<ItemStatement>? _statements;
    private bool _wereSent;

    public SavingItem Item => item;

    /// <summary>It is written, or it failed.</summary>
    public bool IsDone { get; set; }

    public bool IsPrepared => IsByEF || _statements is not null;

    /// <summary>Whether EF has to execute it, step by step: a command needs a key that another one generates, or calls a procedure.</summary>
    public bool IsByEF { get; private set; }

    public bool WritesNothing => _statements is { Count: 0 };

    public void Take(List<ItemStatement> statements) => _statements = statements;

    public void LeaveToEF() => IsByEF = true;

    /// <summary>The statements, to be sent now.</summary>
    public IReadOnlyList<ItemStatement> TakeStatements()
    {
        if (_wereSent) _statements = _statements!.ConvertAll(statement => statement with { Command = statement.Command.Again() });
        _wereSent = true;
        return _statements!;
    }

    public void Fail(DbUpdateException exception)
    {
        item.Fail(exception);
        IsDone = true;
    }
}

/// <summary>One command of an item.</summary>
/// <param name="Command">What is sent.</param>
/// <param name="Modification">What EF wants to write, which takes the values that the database generates.</param>
/// <param name="ReturnsRow">Whether it returns a row with them.</param>
internal readonly record struct ItemStatement(NpgsqlBatchCommand Command, IReadOnlyModificationCommand Modification, bool ReturnsRow);
