namespace Conditional.Bulk;

/// <summary>What a condition says. Two of them are compared by a <see cref="GateSignatureComparer"/>.</summary>
/// <param name="parts">As <see cref="GateReader"/> lists them.</param>
internal sealed class GateSignature(ReadOnlySpan<object?> parts)
{
    private readonly object?[] _parts = parts.ToArray();

    public ReadOnlySpan<object?> Parts => _parts;
}
