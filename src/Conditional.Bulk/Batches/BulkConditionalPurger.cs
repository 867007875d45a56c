using System.Collections;
using System.Runtime.CompilerServices;

namespace Conditional.Bulk;

/// <summary>The purges of one batch, each with its gate, in the order they run. A collection expression makes one.</summary>
/// <typeparam name="TEntity">The entity type, as in the EF model.</typeparam>
/// <param name="Items">The items, copied.</param>
/// <exception cref="ArgumentNullException"><paramref name="Items"/> is null.</exception>
[CollectionBuilder(typeof(BulkConditional), nameof(BulkConditional.Purger))]
public sealed record BulkConditionalPurger<TEntity>(IReadOnlyList<ConditionalPurger<TEntity>> Items)
    : IEnumerable<ConditionalPurger<TEntity>> where TEntity : class
{
    /// <summary>The items, in the order they run.</summary>
    public IReadOnlyList<ConditionalPurger<TEntity>> Items { get; init => field = BulkConditional.Copy(value); } =
        BulkConditional.Copy(Items);

    /// <summary>Enumerates the items.</summary>
    /// <returns>An enumerator over <see cref="Items"/>.</returns>
    public IEnumerator<ConditionalPurger<TEntity>> GetEnumerator() => Items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
