using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Conditional.Bulk.Contracts.Keys;

public enum Kind
{
    None,
    Small,
    Big,
}

public readonly record struct OrderId(Guid Value);

public sealed class OrderIdConverter() : ValueConverter<OrderId, Guid>(id => id.Value, value => new OrderId(value));

/// <summary>No <c>==</c>, so EF's key comparison cannot be a C# operator.</summary>
public readonly struct PlainCode(string value) : IEquatable<PlainCode>
{
    public string Value { get; } = value;

    public bool Equals(PlainCode other) => Value == other.Value;

    public override bool Equals(object? obj) => obj is PlainCode other && Equals(other);

    public override int GetHashCode() => Value.GetHashCode(StringComparison.Ordinal);
}

public sealed class PlainCodeConverter() : ValueConverter<PlainCode, string>(code => code.Value, value => new PlainCode(value));

public abstract class KeyedRow
{
    public string Text { get; set; } = "";
}

public sealed class GuidKeyed : KeyedRow
{
    public Guid Id { get; set; }
}

public sealed class StringKeyed : KeyedRow
{
    public required string Code { get; set; }
}

public sealed class EnumKeyed : KeyedRow
{
    public Kind Kind { get; set; }
}

public sealed class TypedKeyed : KeyedRow
{
    public OrderId Id { get; set; }
}

public sealed class PlainStructKeyed : KeyedRow
{
    public PlainCode Id { get; set; }
}

public sealed class MixedKeyed : KeyedRow
{
    public OrderId Tenant { get; set; }

    public Kind Kind { get; set; }

    public required string Name { get; set; }

    public long Number { get; set; }
}

public sealed class TimeKeyed : KeyedRow
{
    public DateTimeOffset At { get; set; }
}

public sealed class BinaryKeyed : KeyedRow
{
    public required byte[] Hash { get; set; }
}

public sealed class ShadowKeyed : KeyedRow;
