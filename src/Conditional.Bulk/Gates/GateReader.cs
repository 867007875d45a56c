using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.InteropServices;
using Conditional.Bulk.Infrastructure;

namespace Conditional.Bulk;

/// <summary>
/// Reads what a condition says, without running any code of the caller's: lists its nodes in the order of their visit, each with what tells
/// it from others of its kind. Values that C# captured are read from their closures, as EF does when it makes them parameters. One per
/// call, for one condition after the other.
/// </summary>
internal sealed class GateReader : ExpressionVisitor
{
    private static readonly object[] s_numbers = [.. Enumerable.Range(0, 128).Cast<object>()];

    private readonly List<ParameterExpression> _rows = [];
    private readonly List<object?> _parts = [];
    private int _rowsRead;
    private bool _isUnknown;

    /// <summary>Comes before a captured value.</summary>
    public static object Captured { get; } = new();

    /// <summary>Comes after a condition that has nothing of the row in it.</summary>
    public static object Decisive { get; } = new();

    /// <summary>What the condition says; valid until another is read, and only if it is known.</summary>
    public ReadOnlySpan<object?> Parts => CollectionsMarshal.AsSpan(_parts);

    /// <summary>
    /// Whether the parts tell all that the condition says. Not if it runs code, or has captured values of which it is not known here how they
    /// are sent.
    /// </summary>
    public bool IsKnown => !_isUnknown && !RunsCode;

    /// <summary>Whether the condition runs code to get its values, whose answers may differ from call to call.</summary>
    public bool RunsCode { get; private set; }

    /// <summary>Reads a condition.</summary>
    /// <param name="entityType">Of which rows.</param>
    /// <param name="otherType">The rows that are joined to them, if any are.</param>
    /// <param name="locks">Whether what makes the condition true is locked.</param>
    /// <param name="condition">The condition.</param>
    public void Read(Type entityType, Type? otherType, bool locks, LambdaExpression condition)
    {
        (_rowsRead, _isUnknown, RunsCode) = (0, false, false);
        _rows.Clear();

        // The only row is listed when it is met: an expression that is asked for its parameters makes a list of them, and keeps it.
        if (otherType is not null) _rows.AddRange(condition.Parameters);
        _parts.Clear();
        _parts.Add(entityType);
        _parts.Add(otherType);
        _parts.Add(Boxed(locks ? 1 : 0));
        Visit(condition.Body);
    }

    /// <summary>Of a condition that is made when it is asked nothing is known before.</summary>
    public void ReadUnknown() => (_isUnknown, RunsCode) = (true, false);

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
            _parts.Add(Boxed((int)node.NodeType));
            _parts.Add(node.Type);
            base.Visit(node);
        }

        if (node.Type == typeof(bool) && _rowsRead == before) _parts.Add(Decisive);
        return node;
    }

    protected override Expression VisitConstant(ConstantExpression node)
    {
        Add(node.Type, node.Value);
        return node;
    }

    protected override Expression VisitParameter(ParameterExpression node)
    {
        _rowsRead++;
        var position = _rows.IndexOf(node);
        if (position < 0)
        {
            position = _rows.Count;
            _rows.Add(node);
        }

        _parts.Add(Boxed(position));
        return node;
    }

    protected override Expression VisitMember(MemberExpression node)
    {
        if (node.Expression is null) return Refuse(node);

        _parts.Add(node.Member);
        return base.VisitMember(node);
    }

    protected override Expression VisitBinary(BinaryExpression node)
    {
        _parts.Add(node.Method);
        return IsOperatorOfCaller(node.Method) ? Refuse(node) : base.VisitBinary(node);
    }

    protected override Expression VisitUnary(UnaryExpression node)
    {
        _parts.Add(node.Method);
        return IsOperatorOfCaller(node.Method) ? Refuse(node) : base.VisitUnary(node);
    }

    protected override Expression VisitTypeBinary(TypeBinaryExpression node)
    {
        _parts.Add(node.TypeOperand);
        return base.VisitTypeBinary(node);
    }

    /// <summary>A call with nothing of the row in it is not translated but made, each time.</summary>
    protected override Expression VisitMethodCall(MethodCallExpression node)
    {
        var before = _rowsRead;
        _parts.Add(node.Method);
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

    /// <summary>Boxed once: a condition has several, and there is one condition for each item.</summary>
    private static object Boxed(int number) => (uint)number < (uint)s_numbers.Length ? s_numbers[number] : number;

    private static bool IsOperatorOfCaller(MethodInfo? method) =>
        method is not null && method.DeclaringType?.Assembly != typeof(object).Assembly;

    private void ReadCaptured(MemberExpression member)
    {
        if (CapturedValue.TryRead(member, out var value)) Add(member.Type, value);
        else RunsCode = true;
    }

    private void Add(Type type, object? value)
    {
        if (!SentValue.AreSame(value, value)) _isUnknown = true;
        _parts.Add(type);
        _parts.Add(Captured);
        _parts.Add(value);
    }

    private Expression Refuse(Expression node)
    {
        RunsCode = true;
        return node;
    }
}
