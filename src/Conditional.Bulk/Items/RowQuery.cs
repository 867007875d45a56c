using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Conditional.Bulk;

/// <summary>Queries rows of an entity type that the model tells, and no item.</summary>
internal abstract class RowQuery
{
    public static RowQuery Of(IEntityType entityType) => entityType.GetOrAddRuntimeAnnotationValue(
        "Conditional.Bulk:RowQuery",
        static type => (RowQuery)Activator.CreateInstance(typeof(RowQuery<>).MakeGenericType(type!.ClrType))!,
        entityType);

    /// <summary>Loads rows, tracked, one after the other. Query filters apply.</summary>
    /// <param name="context">The private context.</param>
    /// <param name="row">Of which key the values are.</param>
    /// <param name="keys">Keys of rows, each once.</param>
    public abstract IAsyncEnumerable<object> LoadMany(DbContext context, TargetRow row, IReadOnlyList<IReadOnlyList<object>> keys);

    /// <summary>What the query for a row reads, with its query filters but without what it includes.</summary>
    public abstract GateQuestion Ask(DbContext context, WriteSession session, TargetRow row);
}

/// <inheritdoc />
internal sealed class RowQuery<TEntity> : RowQuery where TEntity : class
{
    public override IAsyncEnumerable<object> LoadMany(DbContext context, TargetRow row, IReadOnlyList<IReadOnlyList<object>> keys) =>
        EntityKey.QueryMany<TEntity>(context, row, keys).AsTracking().AsAsyncEnumerable();

    public override GateQuestion Ask(DbContext context, WriteSession session, TargetRow row) =>
        session.Question(EntityKey.Query<TEntity>(context, row), locks: false);
}
