using System.Collections;
using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Conditional.Bulk;

/// <summary>
/// Refuses what a spec may not hand over: an instance it already built, or a graph that reaches an entity which the caller's
/// context tracks or an earlier item returned. Adding such a graph would write rows of others, and EF's navigation fix-up would
/// change the caller's collections. One per call.
/// </summary>
internal sealed class GraphGuard(IModel model, CallerContext caller, int items)
{
    private readonly Dictionary<IEntityType, INavigationBase[]> _navigations = [];
    private readonly Dictionary<object, int> _built = new(items, ReferenceEqualityComparer.Instance);
    private readonly HashSet<object> _returned = new(items, ReferenceEqualityComparer.Instance);
    private readonly HashSet<object> _unsettled = new(ReferenceEqualityComparer.Instance);
    private readonly List<GraphNode> _graph = [];
    private readonly HashSet<object> _reached = new(ReferenceEqualityComparer.Instance);

    /// <exception cref="InvalidOperationException">The spec of another item already built this instance.</exception>
    public void RequireNewInstance(object entity, int index)
    {
        if (!_built.TryAdd(entity, index) && _built[entity] != index)
        {
            throw new InvalidOperationException(
                $"A spec built the same '{entity.GetType().Name}' instance twice; each call of BuildEntity must make a new one.");
        }
    }

    /// <summary>Every instance that can be reached from the root by navigations, with its entity type; null for one without.</summary>
    public ImmutableArray<GraphNode> GraphOf(object root)
    {
        _graph.Clear();
        _reached.Clear();
        _graph.Add(new GraphNode(root, model.FindRuntimeEntityType(root.GetType())));
        for (var i = 0; i < _graph.Count; i++)
        {
            if (_graph[i] is (var entity, { } entityType)) AddRelated(entity, entityType);
        }

        return [.. _graph];
    }

    /// <exception cref="InvalidOperationException">The graph reaches an entity that is not the item's own.</exception>
    public void RequireOwn(ImmutableArray<GraphNode> graph)
    {
        foreach (var (entity, _) in graph)
        {
            if (caller.Tracks(entity)) throw NotOwn(entity, "that the caller's context tracks");
            if (_returned.Contains(entity)) throw NotOwn(entity, "that this call has already returned");
        }
    }

    /// <summary>The item succeeded: from now on its graph is the caller's.</summary>
    public void Returned(ImmutableArray<GraphNode> graph)
    {
        foreach (var (entity, _) in graph) _returned.Add(entity);
    }

    /// <summary>The item was undone with its window.</summary>
    public void TakeBack(ImmutableArray<GraphNode> graph)
    {
        foreach (var (entity, _) in graph) _returned.Remove(entity);
    }

    /// <summary>The item is recorded: whether its graph becomes the caller's is open.</summary>
    public void Recorded(ImmutableArray<GraphNode> graph)
    {
        foreach (var (entity, _) in graph) _unsettled.Add(entity);
    }

    /// <summary>What was recorded is written, or has failed.</summary>
    public void Settled() => _unsettled.Clear();

    /// <summary>Whether the graph reaches an instance of an item that is recorded only.</summary>
    public bool MeetsUnsettled(ImmutableArray<GraphNode> graph)
    {
        if (_unsettled.Count == 0) return false;

        foreach (var (entity, _) in graph)
        {
            if (_unsettled.Contains(entity)) return true;
        }

        return false;
    }

    private void AddRelated(object entity, IEntityType entityType)
    {
        foreach (var navigation in NavigationsOf(entityType))
        {
            // EF's own getter reads the backing field where there is one, so a lazy-loading proxy is not set off.
            var value = navigation.GetGetter().GetClrValue(entity);
            if (navigation.IsCollection && value is IEnumerable elements)
            {
                foreach (var element in elements) Add(navigation, element);
            }
            else
            {
                Add(navigation, value);
            }
        }
    }

    private void Add(INavigationBase navigation, object? entity)
    {
        if (entity is null) return;
        if (_reached.Count == 0) _reached.Add(_graph[0].Entity);
        if (!_reached.Add(entity)) return;

        var declared = navigation.TargetEntityType;
        _graph.Add(new GraphNode(entity, declared.HasSharedClrType ? declared : model.FindRuntimeEntityType(entity.GetType()) ?? declared));
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
