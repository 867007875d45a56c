using Microsoft.EntityFrameworkCore;

namespace Conditional.Bulk;

/// <summary>Makes the engine's items of the writes of one batch, in order: those of each entity type with a factory of their own.</summary>
/// <param name="context">The caller's context.</param>
/// <param name="parameterName">The caller's parameter.</param>
/// <param name="first">The position of the first item.</param>
internal sealed class WriteBatchItems(DbContext context, string parameterName, int first = 0) : IBulkWriteVisitor<WriteItem>
{
    private readonly Dictionary<Type, object> _factories = [];
    private int _next = first;

    /// <exception cref="ArgumentException">The write is not valid for the model; the message names the item's index.</exception>
    public WriteItem Next(IBulkWrite write) => write.Accept(this);

    WriteItem IBulkWriteVisitor<WriteItem>.Visit<TEntity>(IBulkWrite write) => FactoryOf<TEntity>().Of(_next++, write);

    WriteItem IBulkWriteVisitor<WriteItem>.VisitUnmade(UnmadeWrite write) => new UnmadeItem(_next++, write.Exception);

    private WriteItemFactory<TEntity> FactoryOf<TEntity>() where TEntity : class
    {
        if (!_factories.TryGetValue(typeof(TEntity), out var factory))
        {
            _factories.Add(typeof(TEntity), factory = new WriteItemFactory<TEntity>(context, parameterName));
        }

        return (WriteItemFactory<TEntity>)factory;
    }
}
