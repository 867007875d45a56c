using Microsoft.EntityFrameworkCore.Metadata;

namespace Conditional.Bulk;

/// <summary>Checks a gate against the model before any I/O.</summary>
internal static class GateValidation
{
    /// <param name="onlyIf">The gate.</param>
    /// <param name="model">The EF model.</param>
    /// <param name="targetType">The entity type of the row being written; null where there is none yet.</param>
    /// <param name="item">What to call the item in a message.</param>
    /// <param name="parameterName">The caller's parameter.</param>
    /// <exception cref="ArgumentException">
    /// A condition on a target has no target, or one of another type; or a version is of another type than the concurrency token.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// An entity type is not in the model, or has not exactly one concurrency token for a version.
    /// </exception>
    public static void Validate(OnlyIf onlyIf, IModel model, Type? targetType, ItemLabel item, string parameterName)
    {
        foreach (var leaf in onlyIf.Node.AllLeaves)
        {
            var target = leaf as TargetGate;
            if (target is not null && target.EntityType != targetType)
            {
                throw new ArgumentException(
                    $"{item}: OnlyIf.{target.Name} needs an update, upsert or purge of a '{target.EntityType.Name}'.", parameterName);
            }

            model.RequireQueryable(leaf.EntityType, item);
            target?.Validate(model, item, parameterName);
        }
    }
}
