using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore;

namespace Conditional.Bulk;

/// <summary>One thing that query filters read from the context, and how it is set on another one.</summary>
internal sealed class FilterRead
{
    private const BindingFlags Instance =
        BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private readonly Func<DbContext, object?> _get;
    private readonly Func<DbContext, object?> _getWhole;
    private readonly Action<DbContext, object?>? _set;

    public FilterRead(LambdaExpression read, LambdaExpression whole, Type contextType)
    {
        var source = ((UnaryExpression)read.Body).Operand;
        Name = NameOf(source);
        _get = (Func<DbContext, object?>)read.Compile();
        _getWhole = (Func<DbContext, object?>)whole.Compile();
        _set = source is MemberExpression { Member: var member } ? Setter(member, contextType) : null;
    }

    /// <summary>Of the member, for messages.</summary>
    public string Name { get; }

    /// <summary>Sets what one context has on another, unless that has it already or it cannot be set; comparing them tells.</summary>
    public void Carry(DbContext from, DbContext to)
    {
        if (_set is null || Try(_get, from) is not { IsThrown: false, Value: var value }) return;
        if (Try(_get, to) is { IsThrown: false, Value: var current } && IsIdentical(value, current)) return;

        try
        {
            _set(to, value);
        }
        catch (Exception)
        {
            // A setter that refuses has not set it.
        }
    }

    /// <summary>Compares what a filter would read from two contexts.</summary>
    public Sameness Compare(DbContext one, DbContext other) => Compare(_get, one, other) is var sameness and not Sameness.Unknown
        ? sameness
        : Compare(_getWhole, one, other);

    private static Sameness Compare(Func<DbContext, object?> get, DbContext one, DbContext other)
    {
        var (mine, theirs) = (Try(get, one), Try(get, other));
        if (mine.IsThrown || theirs.IsThrown) return mine.IsThrown && theirs.IsThrown ? Sameness.Same : Sameness.Different;
        if (SameValue.Compare(mine.Value, theirs.Value) is var sameness and not Sameness.Different) return sameness;

        // The time, say: it differs from one query to the next on the caller's own context.
        var isOfTheMoment = SameValue.IsScalar(mine.Value)
            && Try(get, one) is { IsThrown: false, Value: var again }
            && SameValue.Compare(mine.Value, again) == Sameness.Different;
        return isOfTheMoment ? Sameness.Same : Sameness.Different;
    }

    /// <summary>Objects with state of their own are carried over unless they are one and the same.</summary>
    private static bool IsIdentical(object? one, object? other) => SameValue.IsScalar(one)
        ? SameValue.Compare(one, other) == Sameness.Same
        : ReferenceEquals(one, other);

    private static (bool IsThrown, object? Value) Try(Func<DbContext, object?> get, DbContext context)
    {
        try
        {
            return (false, get(context));
        }
        catch (Exception)
        {
            return (true, null);
        }
    }

    private static Action<DbContext, object?>? Setter(MemberInfo member, Type contextType) => member switch
    {
        FieldInfo field => field.SetValue,
        PropertyInfo property => Setter(property, contextType),
        _ => null,
    };

    /// <summary>Of the property, of one that it overrides, or of what the compiler keeps its value in.</summary>
    private static Action<DbContext, object?>? Setter(PropertyInfo property, Type contextType)
    {
        var getter = Implementation(property.GetMethod!, contextType).GetBaseDefinition();
        for (var type = contextType; type is not null && type != typeof(DbContext); type = type.BaseType)
        {
            var declared = type.GetProperties(Instance).FirstOrDefault(p => p.GetMethod?.GetBaseDefinition() == getter);
            if (declared is null) continue;
            if (declared.SetMethod is { } setter) return Compile(setter, declared.PropertyType);
            if (type.GetField($"<{declared.Name}>k__BackingField", Instance) is { } field) return field.SetValue;
        }

        return null;
    }

    /// <summary>The context's method, where the given one is an interface's.</summary>
    private static MethodInfo Implementation(MethodInfo method, Type contextType)
    {
        if (method.DeclaringType is not { IsInterface: true } type) return method;

        var map = contextType.GetInterfaceMap(type);
        return map.TargetMethods[Array.IndexOf(map.InterfaceMethods, method)];
    }

    private static Action<DbContext, object?> Compile(MethodInfo setter, Type type)
    {
        var (context, value) = (Expression.Parameter(typeof(DbContext)), Expression.Parameter(typeof(object)));
        var call = Expression.Call(Expression.Convert(context, setter.DeclaringType!), setter, Expression.Convert(value, type));
        return Expression.Lambda<Action<DbContext, object?>>(call, context, value).Compile();
    }

    private static string NameOf(Expression source) => source switch
    {
        // A parameter of a primary constructor that is captured.
        MemberExpression { Member.Name: ['<', .. var name] } when name.IndexOf('>') is > 0 and var end => name[..end],
        MemberExpression { Member.Name: var name } => name,
        MethodCallExpression { Method.Name: var name } => $"{name}()",
        _ => source.ToString(),
    };
}
