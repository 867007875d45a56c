namespace Conditional.Bulk;

/// <summary>True, false or unknown (a condition on a row that is missing); when false, the exception that the gate names.</summary>
internal readonly record struct GateVerdict
{
    private readonly bool? _holds;

    private GateVerdict(bool? holds, Func<Exception>? exception) => (_holds, Exception) = (holds, exception);

    public static GateVerdict Unknown { get; } = new(null, null);

    public bool IsTrue => _holds is true;

    public bool IsFalse => _holds is false;

    public Func<Exception>? Exception { get; }

    public static GateVerdict Of(bool holds) => new(holds, null);

    public GateVerdict OrThrow(Func<Exception> exception) => IsFalse ? new(false, Exception ?? exception) : this;

    public GateVerdict WithoutException() => new(_holds, null);
}
