using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;

namespace Conditional.Bulk;

/// <summary>What of the model an <see cref="IntegrityCheck"/> is about. Models differ, so it is found anew in each.</summary>
/// <param name="EntityType">The entity type.</param>
/// <param name="Paths">The paths of its properties, behind one another with <see cref="Separator"/> between them; empty for a constraint by name.</param>
internal sealed record CheckTarget(Type EntityType, string Paths)
{
    public const char Separator = ',';

    /// <exception cref="ArgumentNullException">The expression is null.</exception>
    /// <exception cref="ArgumentException">It does not name properties.</exception>
    public static CheckTarget Of<TEntity>(Expression<Func<TEntity, object?>> properties)
    {
        ArgumentNullException.ThrowIfNull(properties);
        var body = WithoutConversion(properties.Body);
        return new CheckTarget(
            typeof(TEntity),
            string.Join(Separator, body is NewExpression { Members: not null } parts ? parts.Arguments.Select(PathOf) : [PathOf(body)]));
    }

    private static string PathOf(Expression expression) => WithoutConversion(expression) switch
    {
        MemberExpression { Expression: { } holder } member => Below(holder, member.Member.Name),
        MethodCallExpression { Method: { Name: nameof(EF.Property) } method, Arguments: [var holder, ConstantExpression { Value: string name }] }
            when method.DeclaringType == typeof(EF) => Below(holder, name),
        _ => throw new ArgumentException(
            $"'{expression}' is no property. Name one as 'row => row.A', several as 'row => new {{ row.A, row.B }}'.", "properties"),
    };

    private static string Below(Expression holder, string name) =>
        WithoutConversion(holder) is ParameterExpression ? name : $"{PathOf(holder)}.{name}";

    private static Expression WithoutConversion(Expression expression)
    {
        while (expression is UnaryExpression { NodeType: ExpressionType.Convert or ExpressionType.ConvertChecked } conversion) expression = conversion.Operand;
        return expression;
    }
}
