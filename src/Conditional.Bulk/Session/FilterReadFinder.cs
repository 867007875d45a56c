using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;

namespace Conditional.Bulk;

/// <summary>
/// Finds what a query filter reads from the context. As EF does when it runs the query, it takes every value of a type that the context
/// has for the context that runs the query: <c>this</c>, a captured variable, an interface that the context implements.
/// </summary>
internal sealed class FilterReadFinder(Type contextType) : ExpressionVisitor
{
    private readonly ParameterExpression _context = Expression.Parameter(contextType, "context");
    private readonly List<(Expression Read, Expression Whole)> _found = [];
    private bool _childIsContext;

    /// <returns>
    /// Each read, a member of the context or a call that it is given to, and the whole value that the filter makes of it, as functions of
    /// the context.
    /// </returns>
    public static IReadOnlyList<(LambdaExpression Read, LambdaExpression Whole)> Find(LambdaExpression filter, Type contextType)
    {
        var finder = new FilterReadFinder(contextType);
        finder.Visit(filter.Body);
        return [.. finder._found.Select(found => (finder.OfContext(found.Read), finder.OfContext(found.Whole)))];
    }

    public override Expression? Visit(Expression? node)
    {
        if (node is null) return null;

        if (IsContext(node))
        {
            _childIsContext = true;
            return _context;
        }

        var (outer, first) = (_childIsContext, _found.Count);
        _childIsContext = false;
        var visited = base.Visit(node)!;
        if (_childIsContext && IsRead(visited)) _found.Add((visited, visited));
        if (first < _found.Count && IsValue(visited))
        {
            for (var i = first; i < _found.Count; i++) _found[i] = (_found[i].Read, visited);
        }

        _childIsContext = outer;
        return visited;
    }

    private bool IsContext(Expression node) =>
        node.Type != typeof(object) && node.Type.IsAssignableFrom(contextType) && !DependsOnTheRow(node);

    /// <summary>A database function that is declared on the context reads nothing of it; sets, and what every context has, are not set by hand.</summary>
    private bool IsRead(Expression node) => IsValue(node) && node switch
    {
        MemberExpression member => member.Member.DeclaringType != typeof(DbContext),
        MethodCallExpression call => call.Method.DeclaringType != typeof(DbContext),
        _ => true,
    };

    private bool IsValue(Expression node) =>
        node is not LambdaExpression and not { NodeType: ExpressionType.Quote }
        && node.Type != typeof(void)
        && !typeof(IQueryable).IsAssignableFrom(node.Type)
        && !DependsOnTheRow(node);

    private bool DependsOnTheRow(Expression node)
    {
        var finder = new RowFinder(_context);
        finder.Visit(node);
        return finder.Found;
    }

    private LambdaExpression OfContext(Expression value)
    {
        var context = Expression.Parameter(typeof(DbContext), "context");
        var typed = ReplacingVisitor.Replace(value, _context, Expression.Convert(context, contextType));
        return Expression.Lambda<Func<DbContext, object?>>(Expression.Convert(typed, typeof(object)), context);
    }

    /// <summary>Finds what only the database can tell: a parameter of the filter, or of a lambda in it, and other tables.</summary>
    private sealed class RowFinder(ParameterExpression context) : ExpressionVisitor
    {
        public bool Found { get; private set; }

        protected override Expression VisitParameter(ParameterExpression node)
        {
            Found |= node != context;
            return node;
        }

        protected override Expression VisitExtension(Expression node)
        {
            Found = true;
            return node;
        }
    }

    private sealed class ReplacingVisitor(Expression from, Expression to) : ExpressionVisitor
    {
        public static Expression Replace(Expression tree, Expression from, Expression to) => new ReplacingVisitor(from, to).Visit(tree);

        [return: System.Diagnostics.CodeAnalysis.NotNullIfNotNull(nameof(node))]
        public override Expression? Visit(Expression? node) => node == from ? to : base.Visit(node);
    }
}
