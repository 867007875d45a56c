namespace Conditional.Bulk;

/// <summary>
/// True, false or unknown (a condition that is not asked yet, or is on a row that is missing); when false, the exception and the reason that the
/// gate names.
/// </summary>
internal readonly record struct GateVerdict
{
    private readonly bool? _holds;

    private GateVerdict(bool? holds, Func<Exception>? exception, string? reason) => (_holds, Exception, Reason) = (holds, exception, reason);

    public static GateVerdict Unknown { get; } = new(null, null, null);

    public bool IsTrue => _holds is true;

    public bool IsFalse => _holds is false;

    public bool IsUnknown => _holds is null;

    public Func<Exception>? Exception { get; }

    public string? Reason { get; }

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
    public GateVerdict OrThrow(Func<Exception> exception) => IsFalse ? new(false, Exception ?? exception, Reason) : this;

    /// <summary>Names the reason of a refusal, unless something inside already named a reason.</summary>
    public GateVerdict Because(string reason) => IsFalse ? new(false, Exception, Reason ?? reason) : this;
}
