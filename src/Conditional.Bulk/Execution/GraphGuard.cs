using System.Collections;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Conditional.Bulk;

/// <summary>
/// Refuses what a spec may not hand over: an instance it already built, or a graph that reaches an entity which the caller's
/// context tracks or an earlier item returned. Adding such a graph would write rows of others, and EF's navigation fix-up would
/// change the caller's collections. One per call.
/// </summary>
internal sealed class GraphGuard(IModel model, CallerContext caller)
{
    private readonly Dictionary<IEntityType, INavigationBase[]> _navigations = [];
    private readonly HashSet<object> _built = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<object> _returned = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<object> _graph = new(ReferenceEqualityComparer.Instance);
    private readonly Stack<(object Entity, IEntityType? EntityType)> _unvisited = [];

    /// <exception cref="InvalidOperationException">A spec already built this instance.</exception>
    public void RequireNewInstance(object entity)
    {
        if (!_built.Add(entity))
        {
            throw new InvalidOperationException(
                $"A spec built the same '{entity.GetType().Name}' instance twice; each call of BuildEntity must make a new one.");
        }
    }

    /// <exception cref="InvalidOperationException">The graph reaches an entity that is not the item's own.</exception>
    public void RequireOwnGraph(object root)
    {
        _graph.Clear();
        _unvisited.Clear();
        _unvisited.Push((root, model.FindRuntimeEntityType(root.GetType())));
        while (_unvisited.TryPop(out var next))
        {
            if (!_graph.Add(next.Entity)) continue;
            if (caller.Tracks(next.Entity)) throw NotOwn(next.Entity, "that the caller's context tracks");
            if (_returned.Contains(next.Entity)) throw NotOwn(next.Entity, "that this call has already returned");
            if (next.EntityType is not null) PushRelated(next.Entity, next.EntityType);
        }
    }

    /// <summary>The item succeeded: from now on its graph is the caller's.</summary>
    public void GraphReturned(object root)
    {
        _returned.UnionWith(_graph);
        _returned.Add(root);
        _graph.Clear();
    }

    private void PushRelated(object entity, IEntityType entityType)
    {
        foreach (var navigation in NavigationsOf(entityType))
        {
            // EF's own getter reads the backing field where there is one, so a lazy-loading proxy is not set off.
            var value = navigation.GetGetter().GetClrValue(entity);
            if (navigation.IsCollection && value is IEnumerable elements)
            {
                foreach (var element in elements) Push(navigation, element);
            }
            else
            {
                Push(navigation, value);
            }
        }
    }

    private void Push(INavigationBase navigation, object? entity)
    {
        if (entity is null) return;

        var declared = navigation.TargetEntityType;
        _unvisited.Push((entity, declared.HasSharedClrType ? declared : model.FindRuntimeEntityType(entity.GetType()) ?? declared));
    }

    private INavigationBase[] NavigationsOf(IEntityType entityType)
    {
        if (!_navigations.TryGetValue(entityType, out var navigations))
        {
            navigations =
            [
                .. entityType.GetNavigations().Concat<INavigationBase>(entityType.GetSkipNavigations())
                    .Where(navigation => !navigation.IsShadowProperty()),
            ];
            _navigations.Add(entityType, navigations);
        }

        return navigations;
    }

    private static InvalidOperationException NotOwn(object entity, string whose) => new(
        $"The graph of the spec reaches a '{entity.GetType().Name}' {whose}. Refer to rows that exist by their key values.");
}
