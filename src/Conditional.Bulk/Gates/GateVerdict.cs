namespace Conditional.Bulk;

/// <summary>
/// True, false or unknown (a condition that is not asked yet, or is on a row that is missing); when false, the exception and the reason that the
/// gate names, and whether it is a condition on the target that refused.
/// </summary>
internal readonly record struct GateVerdict
{
    private readonly bool? _holds;

    private GateVerdict(bool? holds, Func<Exception>? exception, string? reason, bool isOfTarget = false) =>
        (_holds, Exception, Reason, IsOfTarget) = (holds, exception, reason, isOfTarget);

    public static GateVerdict Unknown { get; } = new(null, null, null);

    public bool IsTrue => _holds is true;

    public bool IsFalse => _holds is false;

    public bool IsUnknown => _holds is null;

    public Func<Exception>? Exception { get; }

    public string? Reason { get; }

    /// <summary>Whether the operand of which the reason counts is a condition on the target.</summary>
    public bool IsOfTarget { get; }

    public static GateVerdict OfTarget(bool holds) => new(holds, null, null, isOfTarget: true);

    public static GateVerdict Of(bool holds) => new(holds, null, null);

    /// <summary>Whether both hold; of two that are false, what the left one names counts.</summary>
    public static GateVerdict And(GateVerdict left, GateVerdict right)
    {
        if (left.IsFalse) return left;
        return left.IsTrue || right.IsFalse ? right : left;
    }

    /// <summary>Whether one of them holds; what they name does not count.</summary>
    public static GateVerdict Or(GateVerdict left, GateVerdict right)
    {
        if (left.IsTrue) return left;
        return new(left.IsFalse || right.IsTrue ? right._holds : left._holds, null, null);
    }

    /// <summary>Names what a refusal throws, unless something inside already named an exception.</summary>
    public GateVerdict OrThrow(Func<Exception> exception) => IsFalse ? new(false, Exception ?? exception, Reason, IsOfTarget) : this;

    /// <summary>Names the reason of a refusal, unless something inside already named a reason.</summary>
    public GateVerdict Because(string reason) => IsFalse ? new(false, Exception, Reason ?? reason, IsOfTarget) : this;
}
