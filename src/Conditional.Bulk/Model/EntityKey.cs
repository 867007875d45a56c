using System.Linq.Expressions;
using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Conditional.Bulk;

/// <summary>Keys given as values: checking them against the model, and finding the row that has them.</summary>
internal static class EntityKey
{
    private const int CompositeKeysPerQuery = 16;

    /// <summary>SQLite takes 32,766 parameters in a statement.</summary>
    private const int SingleKeysPerQuery = 5_000;

    /// <summary>A query for the row with this primary key. Query filters apply.</summary>
    public static IQueryable<TEntity> Query<TEntity>(DbContext context, IReadOnlyList<object> keyValues) where TEntity : class =>
        Query<TEntity>(context, new TargetRow(context.Model.FindEntityType(typeof(TEntity))!, keyValues));

    /// <summary>A query for the row with this key. Query filters apply, but for those that it names.</summary>
    public static IQueryable<TEntity> Query<TEntity>(DbContext context, TargetRow target) where TEntity : class
    {
        var row = Expression.Parameter(typeof(TEntity), "row");
        var condition = Is(row, target.KeyProperties, target.KeyValues);
        return Rows<TEntity>(context, target).Where(Expression.Lambda<Func<TEntity, bool>>(condition, row));
    }

    /// <summary>A query for the rows with these keys. Query filters apply, but for those that the target names.</summary>
    /// <param name="context">The context.</param>
    /// <param name="target">Of which key the values are.</param>
    /// <param name="keys">At most <see cref="KeysPerQuery"/> of them, each once.</param>
    public static IQueryable<TEntity> QueryMany<TEntity>(
        DbContext context, TargetRow target, IReadOnlyList<IReadOnlyList<object>> keys) where TEntity : class
    {
        var properties = target.KeyProperties;
        var row = Expression.Parameter(typeof(TEntity), "row");
        var predicate = properties.Count == 1 ? IsIn(row, properties[0], keys) : IsAny(row, properties, keys);
        return Rows<TEntity>(context, target).Where(Expression.Lambda<Func<TEntity, bool>>(predicate, row));
    }

    /// <summary>How many rows one query may ask for: a key of several columns is compared one by one.</summary>
    public static int KeysPerQuery(IReadOnlyList<IProperty> properties) => properties.Count == 1 ? SingleKeysPerQuery : CompositeKeysPerQuery;

    /// <summary>Whether the database may take keys for equal that differ here, as text in a column with a collation of its own.</summary>
    public static bool IsComparedByDatabase(IReadOnlyList<IProperty> properties, WriteSession session) => properties.Any(property =>
        IsText(property) && !property.GetTableColumnMappings().All(mapping => session.ComparesBytewise(mapping.Column)));

    /// <summary>Whether text is sent for the property.</summary>
    public static bool IsText(IProperty property)
    {
        var mapping = property.GetTypeMapping();
        var sent = mapping.Converter?.ProviderClrType ?? mapping.ClrType;
        return sent == typeof(string) || sent == typeof(char);
    }

    /// <exception cref="ArgumentException">The values are not a key of the entity type.</exception>
    public static void Validate(IEntityType entityType, IReadOnlyList<object>? keyValues, ItemLabel item, string parameterName)
    {
        var properties = entityType.FindPrimaryKey()!.Properties;
        if (IsKey(properties, keyValues)) return;

        var expected = string.Join(", ", properties.Select(property => $"{property.ClrType.ShortDisplayName()} {property.Name}"));
        var given = keyValues is null
            ? "null"
            : $"({string.Join(", ", keyValues.Select(value => value?.GetType().ShortDisplayName() ?? "null"))})";
        if (keyValues is [{ } only] && only.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(Key<>))
        {
            throw new ArgumentException(
                $"{item}: given was a {type.ShortDisplayName()}, which is the key of a '{type.GenericTypeArguments[0].ShortDisplayName()}'.", parameterName);
        }

        throw new ArgumentException(
            $"{item}: the key of '{entityType.DisplayName()}' is ({expected}), in this order; given was {given}.", parameterName);
    }

    private static bool IsKey(IReadOnlyList<IProperty> properties, IReadOnlyList<object>? keyValues)
    {
        if (keyValues is null || keyValues.Count != properties.Count) return false;

        for (var i = 0; i < properties.Count; i++)
        {
            if (!properties[i].ClrType.IsInstanceOfType(keyValues[i])) return false;
        }

        return true;
    }

    private static Expression Is(Expression row, IReadOnlyList<IProperty> properties, IReadOnlyList<object> keyValues) => properties
        .Select((property, i) => PropertyValue.Is(HolderIn(row, property.DeclaringType), property, keyValues[i]))
        .Aggregate(Expression.AndAlso);

    private static IQueryable<TEntity> Rows<TEntity>(DbContext context, TargetRow target) where TEntity : class =>
        target.IgnoredQueryFilters.Count == 0 ? Set<TEntity>(context, target) : Set<TEntity>(context, target).IgnoreQueryFilters([.. target.IgnoredQueryFilters]);

    private static DbSet<TEntity> Set<TEntity>(DbContext context, TargetRow target) where TEntity : class =>
        target.EntityType.HasSharedClrType ? context.Set<TEntity>(target.EntityType.Name) : context.Set<TEntity>();

    /// <summary>The part of a row that has the properties of a type: the row itself, or what it owns.</summary>
    private static Expression HolderIn(Expression row, ITypeBase type) =>
        type is IEntityType entityType && entityType.FindOwnership() is { PrincipalToDependent: { } navigation } ownership
            ? ExpressionExtensions.CreateEFPropertyExpression(HolderIn(row, ownership.PrincipalEntityType), navigation)
            : row;

    private static Expression IsIn(Expression row, IProperty property, IReadOnlyList<IReadOnlyList<object>> keys)
    {
        row = HolderIn(row, property.DeclaringType);
        var type = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
        var values = Array.CreateInstance(type, keys.Count);
        for (var i = 0; i < keys.Count; i++) values.SetValue(keys[i][0], i);

        Expression column = ExpressionExtensions.CreateEFPropertyExpression(row, property, makeNullable: false);
        var isIn = Expression.Call(
            typeof(Enumerable), nameof(Enumerable.Contains), [type],
            PropertyValue.Captured(values.GetType(), values), column.Type == type ? column : Expression.Convert(column, type));
        if (!property.IsNullable) return isIn;

        // Without this, EF would look for nulls among the values in SQL, which no index helps.
        column = ExpressionExtensions.CreateEFPropertyExpression(row, property, makeNullable: true);
        return Expression.AndAlso(Expression.NotEqual(column, Expression.Constant(null, column.Type)), isIn);
    }

    /// <summary>Always of the same size, the last key again and again, so that EF's query cache hits.</summary>
    private static Expression IsAny(Expression row, IReadOnlyList<IProperty> properties, IReadOnlyList<IReadOnlyList<object>> keys) =>
        Enumerable.Range(0, CompositeKeysPerQuery)
            .Select(i => Is(row, properties, keys[Math.Min(i, keys.Count - 1)]))
            .Aggregate(Expression.OrElse);
}
