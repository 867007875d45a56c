using Microsoft.EntityFrameworkCore.Metadata;

namespace Conditional.Bulk;

/// <summary>An instance that a spec's graph reaches.</summary>
/// <param name="Entity">The instance.</param>
/// <param name="EntityType">Its entity type; null for an instance without.</param>
internal readonly record struct GraphNode(object Entity, IEntityType? EntityType);
