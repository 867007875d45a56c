using System.Collections.Concurrent;
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query;

namespace Conditional.Bulk;

/// <summary>
/// What the query filters of a model, named ones too, read from the context that runs the query: a tenant, say. Found once for each model
/// and type of context, since EF compiles filters into the model.
/// </summary>
internal sealed class FilterMembers
{
    private const string Annotation = "Conditional.Bulk:FilterMembers";

    private readonly IReadOnlyList<FilterRead> _reads;

    private FilterMembers(IModel model, Type contextType) => _reads =
    [
        .. model.GetEntityTypes()
            .SelectMany(entityType => entityType.GetDeclaredQueryFilters())
            .Select(filter => filter.Expression)
            .OfType<LambdaExpression>()
            .SelectMany(filter => FilterReadFinder.Find(filter, contextType))
            .GroupBy(found => found.Read, ExpressionEqualityComparer.Instance)
            .SelectMany(found => found.DistinctBy(read => read.Whole, ExpressionEqualityComparer.Instance))
            .Select(found => new FilterRead(found.Read, found.Whole, contextType)),
    ];

    public bool IsEmpty => _reads.Count == 0;

    public static FilterMembers Of(DbContext context) => context.Model
        .GetOrAddRuntimeAnnotationValue(Annotation, static _ => new ConcurrentDictionary<Type, FilterMembers>(), (object?)null)
        .GetOrAdd(context.GetType(), static (type, model) => new FilterMembers(model, type), context.Model);

    /// <summary>Gives a context the values of another one.</summary>
    /// <param name="from">The context that has them.</param>
    /// <param name="to">The other one, of the same type and model.</param>
    /// <param name="isConfigured">Whether the caller's delegate has set on it what cannot be set or compared here.</param>
    /// <returns>The name of a member whose value could not be carried over; null if there is none.</returns>
    public string? CarryOver(DbContext from, DbContext to, bool isConfigured)
    {
        foreach (var read in _reads) read.Carry(from, to);

        return _reads.FirstOrDefault(read => read.Compare(from, to) switch
        {
            Sameness.Same => false,
            Sameness.Unknown => !isConfigured,
            _ => true,
        })?.Name;
    }
}
