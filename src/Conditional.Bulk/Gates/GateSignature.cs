using System.Linq.Expressions;
using System.Reflection;
using Conditional.Bulk.Infrastructure;

namespace Conditional.Bulk;

/// <summary>
/// What a condition says, without running any code of the caller's: two conditions with equal signatures ask the database the same question.
/// Values that C# captured are read from their closures, as EF does when it makes them parameters, and compared by what is sent for them.
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

    /// <param name="kind">What else tells the conditions apart.</param>
    /// <param name="condition">The condition.</param>
    /// <param name="runsCode">Whether the condition runs code to get its values, whose answers may differ from call to call.</param>
    /// <returns>The signature; null if the condition runs code, or has captured values of which it is not known here how they are sent.</returns>
    public static GateSignature? Of(object kind, LambdaExpression condition, out bool runsCode)
    {
        var reader = new Reader(kind, condition);
        reader.Visit(condition.Body);
        runsCode = reader.RunsCode;
        return reader.IsUnknown || runsCode ? null : new GateSignature(reader.Parts);
    }

    /// <summary>
    /// Like this signature, but with nothing of the captured values except whether they are null, where EF's SQL depends on no more; else this
    /// signature. EF evaluates a condition that has nothing of the row in it, and leaves out of the SQL what it decides.
    /// </summary>
    public GateSignature WithoutValues() => _parts.Contains(Decisive)
        ? this
        : new([.. _parts.Select(part => part is Captured captured ? captured.Shape : part)]);

    public bool Equals(GateSignature? other) => other is not null && _hash == other._hash && _parts.SequenceEqual(other._parts);

    public override bool Equals(object? obj) => Equals(obj as GateSignature);

    public override int GetHashCode() => _hash;

    private static object Decisive { get; } = new();

    /// <summary>Boxed once: a signature has several, and there is one for each item.</summary>
    private static object Boxed(ExpressionType type) => s_nodeTypes[(int)type];

    private sealed class Captured(Type type, object? value)
    {
        public object Shape => (type, value is null);

        public override bool Equals(object? obj) => obj is Captured other && other.Type == type && SentValue.AreSame(other.Value, value);

        public override int GetHashCode() => SentValue.HashOf(value);

        private Type Type => type;

        private object? Value => value;
    }

    /// <summary>Lists an expression's nodes in the order of their visit, each with what tells it from others of its kind.</summary>
    private sealed class Reader : ExpressionVisitor
    {
        private readonly List<ParameterExpression> _rows;
        private int _rowsRead;

        public Reader(object kind, LambdaExpression condition)
        {
            _rows = [.. condition.Parameters];
            Parts = new List<object?>(24) { kind };
        }

        public List<object?> Parts { get; }

        public bool IsUnknown { get; private set; }

        public bool RunsCode { get; private set; }

        public override Expression? Visit(Expression? node)
        {
            if (node is null || RunsCode) return node;

            var before = _rowsRead;
            if (node is MemberExpression member && CapturedValue.IsCaptured(member))
            {
                ReadCaptured(member);
            }
            else
            {
                Parts.Add(Boxed(node.NodeType));
                Parts.Add(node.Type);
                base.Visit(node);
            }

            // Nothing of a row is in it.
            if (node.Type == typeof(bool) && _rowsRead == before) Parts.Add(Decisive);
            return node;
        }

        protected override Expression VisitConstant(ConstantExpression node)
        {
            if (SentValue.AreSame(node.Value, node.Value)) Parts.Add(new Captured(node.Type, node.Value));
            else IsUnknown = true;
            return node;
        }

        protected override Expression VisitParameter(ParameterExpression node)
        {
            _rowsRead++;
            Parts.Add(_rows.IndexOf(node));
            return node;
        }

        protected override Expression VisitMember(MemberExpression node)
        {
            if (node.Expression is null) return Refuse(node);

            Parts.Add(node.Member);
            return base.VisitMember(node);
        }

        protected override Expression VisitBinary(BinaryExpression node)
        {
            Parts.Add(node.Method);
            return IsOperatorOfCaller(node.Method) ? Refuse(node) : base.VisitBinary(node);
        }

        protected override Expression VisitUnary(UnaryExpression node)
        {
            Parts.Add(node.Method);
            return IsOperatorOfCaller(node.Method) ? Refuse(node) : base.VisitUnary(node);
        }

        protected override Expression VisitTypeBinary(TypeBinaryExpression node)
        {
            Parts.Add(node.TypeOperand);
            return base.VisitTypeBinary(node);
        }

        /// <summary>A call with nothing of the row in it is not translated but made, each time.</summary>
        protected override Expression VisitMethodCall(MethodCallExpression node)
        {
            var before = _rowsRead;
            Parts.Add(node.Method);
            base.VisitMethodCall(node);
            return _rowsRead == before ? Refuse(node) : node;
        }

        protected override Expression VisitNew(NewExpression node) => Refuse(node);

        protected override Expression VisitNewArray(NewArrayExpression node) => Refuse(node);

        protected override Expression VisitIndex(IndexExpression node) => Refuse(node);

        /// <summary>Of a sub-query; its parameters are rows, too.</summary>
        protected override Expression VisitLambda<T>(Expression<T> node)
        {
            _rows.AddRange(node.Parameters);
            return base.VisitLambda(node);
        }

        protected override Expression VisitInvocation(InvocationExpression node) => Refuse(node);

        protected override Expression VisitListInit(ListInitExpression node) => Refuse(node);

        protected override Expression VisitMemberInit(MemberInitExpression node) => Refuse(node);

        protected override Expression VisitExtension(Expression node) => Refuse(node);

        private static bool IsOperatorOfCaller(MethodInfo? method) =>
            method is not null && method.DeclaringType?.Assembly != typeof(object).Assembly;

        private void ReadCaptured(MemberExpression member)
        {
            if (!CapturedValue.TryRead(member, out var value)) RunsCode = true;
            else if (SentValue.AreSame(value, value)) Parts.Add(new Captured(member.Type, value));
            else IsUnknown = true;
        }

        private Expression Refuse(Expression node)
        {
            RunsCode = true;
            return node;
        }
    }
}
