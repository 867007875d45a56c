using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Conditional.Bulk;

/// <summary>Conditions on the value of a property of the model, shadow properties included, by the property's own mapping.</summary>
internal static class PropertyValue
{
    /// <summary>Whether the property of a row has the value.</summary>
    public static Expression Is(Expression row, IProperty property, object? value) => ExpressionExtensions.CreateEqualsExpression(
        ExpressionExtensions.CreateEFPropertyExpression(row, property), Captured(property.ClrType, value));

    /// <summary>A value as C# captures a variable: EF makes such a member access a parameter, so that its query cache hits.</summary>
    public static MemberExpression Captured(Type type, object? value)
    {
        var box = (IStrongBox)Activator.CreateInstance(typeof(StrongBox<>).MakeGenericType(type))!;
        box.Value = value;
        return Expression.Field(Expression.Constant(box), nameof(StrongBox<object>.Value));
    }
}
