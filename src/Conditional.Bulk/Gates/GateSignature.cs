using System.Linq.Expressions;
using System.Reflection;

namespace Conditional.Bulk;

/// <summary>
/// What a condition says, without running it: two conditions with equal signatures ask the database the same question. Values that
/// C# captured are read from their closures, as EF does when it makes them parameters.
/// </summary>
internal sealed class GateSignature : IEquatable<GateSignature>
{
    private static readonly object[] s_nodeTypes = [.. Enum.GetValues<ExpressionType>().Order().Cast<object>()];

    private readonly List<object?> _parts;
    private readonly int _hash;

    private GateSignature(List<object?> parts)
    {
        _parts = parts;
        var hash = new HashCode();
        foreach (var part in parts) hash.Add(part);
        _hash = hash.ToHashCode();
    }

    /// <returns>The signature; null if the condition runs code of the caller's, whose answers may differ from call to call.</returns>
    public static GateSignature? Of(object kind, LambdaExpression condition)
    {
        var reader = new Reader(kind, condition);
        reader.Visit(condition.Body);
        return reader.RunsCode ? null : new GateSignature(reader.Parts);
    }

    /// <summary>Like this signature, but with nothing of the captured values except whether they are null: what EF's SQL depends on.</summary>
    public GateSignature WithoutValues() => new([.. _parts.Select(part => part is Captured captured ? captured.Shape : part)]);

    public bool Equals(GateSignature? other) => other is not null && _hash == other._hash && _parts.SequenceEqual(other._parts);

    public override bool Equals(object? obj) => Equals(obj as GateSignature);

    public override int GetHashCode() => _hash;

    /// <summary>Boxed once: a signature has several, and there is one for each item.</summary>
    private static object Boxed(ExpressionType type) => s_nodeTypes[(int)type];

    private sealed record Captured(Type Type, object? Value)
    {
        public object Shape => (Type, Value is null);
    }

    /// <summary>Lists an expression's nodes in the order of their visit, each with what tells it from others of its kind.</summary>
    private sealed class Reader : ExpressionVisitor
    {
        private readonly LambdaExpression _condition;

        public Reader(object kind, LambdaExpression condition)
        {
            _condition = condition;
            Parts = new List<object?>(24) { kind };
        }

        public List<object?> Parts { get; }

        public bool RunsCode { get; private set; }

        public override Expression? Visit(Expression? node)
        {
            if (node is null || RunsCode) return node;
            if (node is MemberExpression member && TryRead(member, out var value))
            {
                Parts.Add(new Captured(member.Type, value));
                return node;
            }

            Parts.Add(Boxed(node.NodeType));
            Parts.Add(node.Type);
            return base.Visit(node);
        }

        protected override Expression VisitConstant(ConstantExpression node) => Add(node.Value, node);

        protected override Expression VisitParameter(ParameterExpression node) => Add(_condition.Parameters.IndexOf(node), node);

        protected override Expression VisitMember(MemberExpression node)
        {
            Parts.Add(node.Member);
            RunsCode |= node.Expression is null;
            return base.VisitMember(node);
        }

        protected override Expression VisitBinary(BinaryExpression node)
        {
            Parts.Add(node.Method);
            return base.VisitBinary(node);
        }

        protected override Expression VisitUnary(UnaryExpression node)
        {
            Parts.Add(node.Method);
            return base.VisitUnary(node);
        }

        protected override Expression VisitTypeBinary(TypeBinaryExpression node)
        {
            Parts.Add(node.TypeOperand);
            return base.VisitTypeBinary(node);
        }

        protected override Expression VisitNew(NewExpression node)
        {
            Parts.Add(node.Constructor);
            return base.VisitNew(node);
        }

        protected override Expression VisitNewArray(NewArrayExpression node)
        {
            Parts.Add(node.Expressions.Count);
            return base.VisitNewArray(node);
        }

        /// <summary>A call with nothing of the row in it is not translated but made, each time.</summary>
        protected override Expression VisitMethodCall(MethodCallExpression node)
        {
            Parts.Add(node.Method);
            RunsCode |= !OfRow.IsIn(node, _condition.Parameters[0]);
            return base.VisitMethodCall(node);
        }

        protected override Expression VisitLambda<T>(Expression<T> node) => Refuse(node);

        protected override Expression VisitInvocation(InvocationExpression node) => Refuse(node);

        protected override Expression VisitListInit(ListInitExpression node) => Refuse(node);

        protected override Expression VisitMemberInit(MemberInitExpression node) => Refuse(node);

        protected override Expression VisitExtension(Expression node) => Refuse(node);

        private Expression Add(object? part, Expression node)
        {
            Parts.Add(part);
            return node;
        }

        private Expression Refuse(Expression node)
        {
            RunsCode = true;
            return node;
        }

        /// <summary>A field or property of something captured, however far down.</summary>
        private static bool TryRead(MemberExpression member, out object? value)
        {
            value = null;
            object? instance;
            if (member.Expression is ConstantExpression constant) instance = constant.Value;
            else if (member.Expression is not MemberExpression outer || !TryRead(outer, out instance)) return false;

            if (instance is null) return false;
            value = member.Member switch
            {
                FieldInfo field => field.GetValue(instance),
                PropertyInfo property => property.GetValue(instance),
                _ => null,
            };
            return true;
        }
    }

    private sealed class OfRow(ParameterExpression row) : ExpressionVisitor
    {
        private bool _found;

        public static bool IsIn(Expression expression, ParameterExpression row)
        {
            var visitor = new OfRow(row);
            visitor.Visit(expression);
            return visitor._found;
        }

        protected override Expression VisitParameter(ParameterExpression node)
        {
            _found |= node == row;
            return node;
        }
    }
}
