using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Update;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>Has EF make the commands of items, and turns them into statements.</summary>
internal sealed class ItemRenderer(DbContext context)
{
    private readonly ModificationCommandBatchFactoryDependencies _dependencies =
        context.GetService<ModificationCommandBatchFactoryDependencies>();

    private readonly RelationalCommandParameterObject _arguments = context.CommandArguments();

    public void Prepare(ItemWrite item)
    {
        if (item.IsPrepared) return;

        var statements = new List<ItemStatement>();
        foreach (var batch in item.Item.Batches())
        {
            if (batch.AreMoreBatchesExpected || batch.ModificationCommands.Any(command => command.StoreStoredProcedure is not null))
            {
                item.LeaveToEF();
                return;
            }

            statements.AddRange(batch.ModificationCommands.Select(Statement));
        }

        item.Take(statements);
    }

    private ItemStatement Statement(IReadOnlyModificationCommand modification)
    {
        var command = CommandRenderer.Render(_dependencies, _arguments, modification, out var returnsRow);
        return new(command, modification, returnsRow);
    }
}
