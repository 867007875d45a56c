using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Conditional.Bulk;

/// <summary>The concurrency token of an entity type.</summary>
internal static class ConcurrencyToken
{
    /// <exception cref="InvalidOperationException">The entity type has no token of its own, or several.</exception>
    public static IProperty Of(IEntityType entityType)
    {
        List<IProperty> tokens = [.. entityType.GetFlattenedProperties().Where(property => property.IsConcurrencyToken)];
        if (tokens is [{ DeclaringType: IEntityType } token]) return token;

        var names = string.Join("', '", tokens.Select(property => property.Name));
        throw new InvalidOperationException(
            $"OnlyIf.Version<{entityType.ClrType.ShortDisplayName()}> needs an entity type with exactly one concurrency token, as a property of its own; "
            + (tokens.Count == 0 ? "the model has none." : $"the model has '{names}'."));
    }

    /// <exception cref="InvalidOperationException">The entity type has no token of its own, or several.</exception>
    /// <exception cref="ArgumentException">The value is of another type than the token, or null where the token cannot be.</exception>
    public static void Validate(IEntityType entityType, object? seen, ItemLabel item, string parameterName)
    {
        var token = Of(entityType);
        var type = Nullable.GetUnderlyingType(token.ClrType) ?? token.ClrType;
        if (seen is null ? token.IsNullable : type.IsInstanceOfType(seen)) return;

        throw new ArgumentException(
            $"{item}: the concurrency token of '{entityType.DisplayName()}' is '{token.ClrType.ShortDisplayName()} {token.Name}'; given was "
            + $"{seen?.GetType().ShortDisplayName() ?? "null"}.",
            parameterName);
    }
}
