using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Conditional.Bulk;

/// <summary>
/// Finds in the model what a <see cref="Key{TEntity}"/> names. Everything that is wrong with it is an <see cref="ArgumentException"/>.
/// </summary>
/// <param name="entityType">The entity type.</param>
/// <param name="item">What to call the item in a message.</param>
/// <param name="parameterName">The caller's parameter.</param>
internal readonly struct KeyReader(IEntityType entityType, ItemLabel item, string parameterName)
{
    /// <returns>The key of the model, and the values in the order of its properties.</returns>
    public (ModelKey Key, IReadOnlyList<object> Values) Read(IReadOnlyList<(LambdaExpression Property, object? Value)> parts)
    {
        var values = new Dictionary<IProperty, object>();
        foreach (var (lambda, value) in parts)
        {
            if (lambda.Body is NewExpression { Members: { } members } several)
            {
                for (var i = 0; i < members.Count; i++) Add(values, several.Arguments[i], ValueOf(members[i], value));
            }
            else
            {
                Add(values, lambda.Body, value);
            }
        }

        foreach (var key in ModelKey.AllOf(entityType))
        {
            if (key.IsOf(values.Keys)) return (key, [.. key.Properties.Select(property => values[property])]);
        }

        throw Error(
            $"({string.Join(", ", values.Keys.Select(property => property.Name))}) is no key of '{entityType.DisplayName()}'. The model has "
            + $"{string.Join(", ", ModelKey.AllOf(entityType))}: its primary key, alternate keys and unique indexes");
    }

    private void Add(Dictionary<IProperty, object> values, Expression named, object? value)
    {
        var property = PropertyOf(named);
        if (value is null) throw Error($"the value for '{property.Name}' is null, which is equal to no other value");

        var type = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
        if (!type.IsInstanceOfType(value))
        {
            throw Error($"'{property.Name}' is of the type {property.ClrType.ShortDisplayName()}; given was {value.GetType().ShortDisplayName()}");
        }

        if (!values.TryAdd(property, value)) throw Error($"the key names '{property.Name}' twice");
    }

    private IProperty PropertyOf(Expression named)
    {
        var inner = named is UnaryExpression { NodeType: ExpressionType.Convert } convert ? convert.Operand : named;
        var name = NameOf(inner) ?? throw Error("a key names properties of the entity, as p => p.Sku, and nothing else");
        var property = entityType.FindProperty(name) ?? throw Error($"'{entityType.DisplayName()}' has no property '{name}' in the model");
        if (inner == named || Nullable.GetUnderlyingType(named.Type) == inner.Type) return property;

        throw Error($"'{name}' is of the type {property.ClrType.ShortDisplayName()}, which the key converts to {named.Type.ShortDisplayName()}");
    }

    private static string? NameOf(Expression expression) => expression switch
    {
        MemberExpression { Expression: ParameterExpression or UnaryExpression { NodeType: ExpressionType.Convert, Operand: ParameterExpression } } member =>
            member.Member.Name,
        MethodCallExpression { Method: { Name: nameof(EF.Property), DeclaringType: { } declaring } } call
            when declaring == typeof(EF) && call.Arguments[1] is ConstantExpression { Value: string name } => name,
        _ => null,
    };

    private static object? ValueOf(MemberInfo member, object? of) => of is null ? null : member switch
    {
        PropertyInfo property => property.GetValue(of),
        _ => null,
    };

    private ArgumentException Error(string message) => new($"{item}: {message}.", parameterName);
}
