using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Conditional.Bulk;

/// <summary>Reads what a lambda captured without running code: fields, and properties that do nothing but return one.</summary>
internal static class CapturedValue
{
    private static readonly ConcurrentDictionary<PropertyInfo, bool> s_onlyReturnFields = new();

    /// <summary>Whether an expression is a member of something captured, however far down.</summary>
    public static bool IsCaptured(MemberExpression member) => member.Expression switch
    {
        ConstantExpression => true,
        MemberExpression outer => IsCaptured(outer),
        _ => false,
    };

    /// <returns>False if reading the value runs code of the caller's.</returns>
    public static bool TryRead(MemberExpression member, out object? value)
    {
        value = null;
        object? instance;
        if (member.Expression is ConstantExpression constant) instance = constant.Value;
        else if (member.Expression is not MemberExpression outer || !TryRead(outer, out instance)) return false;

        if (instance is null) return false;

        switch (member.Member)
        {
            case FieldInfo field:
                value = field.GetValue(instance);
                return true;
            case PropertyInfo { DeclaringType: { IsGenericType: true } type } property when type.GetGenericTypeDefinition() == typeof(Nullable<>):
                value = property.Name == nameof(Nullable<int>.HasValue) ? true : instance;
                return true;
            case PropertyInfo property when s_onlyReturnFields.GetOrAdd(property, OnlyReturnsField):
                value = property.GetValue(instance);
                return true;
            default:
                return false;
        }
    }

    private static bool OnlyReturnsField(PropertyInfo property) =>
        property.GetMethod is { } getter
        && (!getter.IsVirtual || getter.IsFinal || getter.DeclaringType!.IsSealed)
        && getter.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false);
}
