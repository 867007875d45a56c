using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Conditional.Bulk;

/// <summary>Primary keys given as values: checking them against the model, and finding the row that has them.</summary>
internal static class EntityKey
{
    /// <summary>A query for the row with this key. Query filters apply.</summary>
    public static IQueryable<TEntity> Query<TEntity>(DbContext context, IReadOnlyList<object> keyValues) where TEntity : class
    {
        var properties = context.Model.FindEntityType(typeof(TEntity))!.FindPrimaryKey()!.Properties;
        var row = Expression.Parameter(typeof(TEntity), "row");
        var predicate = properties
            .Select((property, i) => ExpressionExtensions.CreateEqualsExpression(
                ExpressionExtensions.CreateEFPropertyExpression(row, property), Captured(property.ClrType, keyValues[i])))
            .Aggregate(Expression.AndAlso);
        return context.Set<TEntity>().Where(Expression.Lambda<Func<TEntity, bool>>(predicate, row));
    }

    /// <exception cref="ArgumentException">The values are not a key of the entity type.</exception>
    public static void Validate(IEntityType entityType, IReadOnlyList<object>? keyValues, string item, string parameterName)
    {
        var properties = entityType.FindPrimaryKey()!.Properties;
        if (keyValues is not null && keyValues.Count == properties.Count
            && properties.Zip(keyValues).All(pair => pair.First.ClrType.IsInstanceOfType(pair.Second)))
        {
            return;
        }

        var expected = string.Join(", ", properties.Select(property => $"{property.ClrType.ShortDisplayName()} {property.Name}"));
        var given = keyValues is null
            ? "null"
            : $"({string.Join(", ", keyValues.Select(value => value?.GetType().ShortDisplayName() ?? "null"))})";
        throw new ArgumentException(
            $"{item}: the key of '{entityType.DisplayName()}' is ({expected}), in this order; given was {given}.", parameterName);
    }

    /// <summary>A value as C# captures a variable: EF makes such a member access a parameter, so that its query cache hits.</summary>
    private static MemberExpression Captured(Type type, object value)
    {
        var box = (IStrongBox)Activator.CreateInstance(typeof(StrongBox<>).MakeGenericType(type))!;
        box.Value = value;
        return Expression.Field(Expression.Constant(box), nameof(StrongBox<object>.Value));
    }
}
