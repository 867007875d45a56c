using Microsoft.EntityFrameworkCore.Metadata;

namespace Conditional.Bulk;

/// <summary>Makes the engine's items of the writes of one batch, in order: those of each entity type with a factory of their own.</summary>
internal sealed class WriteBatchItems(IModel model, string parameterName) : IBulkWriteVisitor<WriteItem>
{
    private readonly Dictionary<Type, object> _factories = [];
    private int _count;

    /// <exception cref="ArgumentException">The write is not valid for the model; the message names the item's index.</exception>
    public WriteItem Next(IBulkWrite write) => write.Accept(this);

    WriteItem IBulkWriteVisitor<WriteItem>.Visit<TEntity>(IBulkWrite write) => FactoryOf<TEntity>().Of(_count++, write);

    private WriteItemFactory<TEntity> FactoryOf<TEntity>() where TEntity : class
    {
        if (!_factories.TryGetValue(typeof(TEntity), out var factory))
        {
            _factories.Add(typeof(TEntity), factory = new WriteItemFactory<TEntity>(model, parameterName));
        }

        return (WriteItemFactory<TEntity>)factory;
    }
}
