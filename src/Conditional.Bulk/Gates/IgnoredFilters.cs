using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Conditional.Bulk;

/// <summary>Checks the query filters that an item lifts.</summary>
internal static class IgnoredFilters
{
    /// <param name="entityType">The entity type of the item.</param>
    /// <param name="names">The filters.</param>
    /// <param name="onlyIf">The item's gate.</param>
    /// <param name="item">What to call the item in a message.</param>
    /// <param name="parameterName">The caller's parameter.</param>
    /// <exception cref="ArgumentException">
    /// The entity type has no such filter, or the item's gate reads another entity type with a filter of that name: EF would lift it, too.
    /// </exception>
    public static void Validate(IEntityType entityType, IReadOnlyList<string> names, OnlyIf? onlyIf, ItemLabel item, string parameterName)
    {
        var known = NamesOf(entityType);
        foreach (var name in names)
        {
            if (name is not null && known.Contains(name)) continue;

            var has = known.Count == 0 ? "none" : string.Join(", ", known.Select(filter => $"'{filter}'"));
            throw new ArgumentException(
                $"{item}: '{entityType.DisplayName()}' has no query filter '{name}'. Those of its filters that have names: {has}.", parameterName);
        }

        foreach (var gate in onlyIf?.Node.AllLeaves.OfType<TargetGate>() ?? [])
        {
            if (gate.Condition is null) continue;

            var read = new OtherFilters(entityType, names);
            read.Visit(gate.Condition);
            if (read.Found is not { } other) continue;

            throw new ArgumentException(
                $"{item}: OnlyIf.{gate.Name} reads '{other.EntityType.DisplayName()}', whose query filter '{other.Name}' would be lifted along "
                + $"with that of '{entityType.DisplayName()}'. Ask for it in a condition of its own (OnlyIf.Exists).",
                parameterName);
        }
    }

    private static List<string> NamesOf(IEntityType entityType) =>
        [.. entityType.GetRootType().GetDeclaredQueryFilters().Select(filter => filter.Key).OfType<string>()];

    /// <summary>Finds an entity type of the condition's, other than the item's own, with a filter of one of the names.</summary>
    private sealed class OtherFilters(IEntityType entityType, IReadOnlyList<string> names) : ExpressionVisitor
    {
        public (IEntityType EntityType, string Name)? Found { get; private set; }

        public override Expression? Visit(Expression? node)
        {
            if (node is not null && Found is null) Look(node.Type);
            return base.Visit(node);
        }

        private void Look(Type type)
        {
            if (entityType.Model.FindEntityType(type) is { } read)
            {
                if (read.GetRootType() == entityType.GetRootType()) return;
                if (NamesOf(read).Intersect(names).FirstOrDefault() is { } name) Found = (read, name);
                return;
            }

            foreach (var argument in type.IsGenericType ? type.GetGenericArguments() : [])
            {
                if (Found is null) Look(argument);
            }
        }
    }
}
