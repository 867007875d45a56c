using System.Collections;
using System.Data.Common;
using System.Net.NetworkInformation;
using System.Numerics;
using Npgsql;
using NpgsqlTypes;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>
/// Finds the values that Npgsql takes as a parameter and refuses only while it writes them, in the middle of a message to the server: that
/// breaks the connection, and the transaction with it. Values that it refuses before (a <see cref="DateTime"/> of the wrong kind, a lone
/// surrogate, a value of another type) do no harm, and are left to it. https://github.com/npgsql/npgsql/tree/v10.0.3/src/Npgsql/Internal/Converters
/// </summary>
/// <remarks>What is not found: a stream that ends early or throws while it is read, and the fields of composite types.</remarks>
internal static class UnsendableValues
{
    /// <summary>The digits before the decimal point that numeric has. Of a longer number Npgsql sends another one.</summary>
    private static readonly BigInteger s_numericLimit = BigInteger.Pow(10, 131072);

    private const decimal MoneyMinimum = -92233720368547758.08m;
    private const decimal MoneyMaximum = 92233720368547758.07m;
    private const int MacAddressLength = 6;
    private const int MacAddress8Length = 8;

    /// <summary>With this switch of Npgsql's, a time with an offset is converted to UTC.</summary>
    private static bool ConvertsOffsets => AppContext.TryGetSwitch("Npgsql.EnableLegacyTimestampBehavior", out var isOn) && isOn;

    /// <returns>What is wrong with the first such value of the parameters, without the value; null if all can be sent.</returns>
    public static Exception? Find(DbParameterCollection parameters)
    {
        foreach (DbParameter parameter in parameters)
        {
            if (parameter is NpgsqlParameter sent && Find(sent) is { } exception) return exception;
        }

        return null;
    }

    /// <returns>What is wrong with the parameter's value, without the value; null if it can be sent.</returns>
    public static Exception? Find(NpgsqlParameter parameter) => Find(parameter.Value, parameter);

    private static Exception? Find(object? value, NpgsqlParameter parameter) => value switch
    {
        null or DBNull or string or Guid or bool or byte[] or DateTime => null,
        DateTimeOffset time => time.Offset == TimeSpan.Zero ? null : OfOffset(parameter),
        NpgsqlRange<DateTimeOffset> range => Find(range.LowerBound, parameter) ?? Find(range.UpperBound, parameter),
        decimal number => OfInteger(decimal.Truncate(number), parameter) ?? OfMoney(number, parameter),
        long or int or short or sbyte or byte => OfInteger(Convert.ToDecimal(value), parameter),
        double or float => OfInteger(Truncated(Convert.ToDouble(value)), parameter),
        BigInteger number => BigInteger.Abs(number) < s_numericLimit ? null : new OverflowException("A number has more digits than numeric has."),
        char character => OfCharacter(character, parameter),
        PhysicalAddress address => OfAddress(address, parameter),
        IEnumerable elements => OfElements(elements, parameter),
        _ when value.GetType() == typeof(object) => new InvalidCastException("A plain object cannot be sent."),
        _ => OfNodaTime(value),
    };

    private static ArgumentException? OfOffset(NpgsqlParameter parameter) => TypeOf(parameter) == NpgsqlDbType.TimeTz || ConvertsOffsets
        ? null
        : new ArgumentException("A DateTimeOffset with an offset cannot be sent as 'timestamp with time zone': only offset 0 (UTC) can.");

    /// <param name="number">The number without its fraction, which Npgsql cuts off.</param>
    /// <param name="parameter">Says what it is sent as.</param>
    private static OverflowException? OfInteger(decimal number, NpgsqlParameter parameter) => TypeOf(parameter) switch
    {
        NpgsqlDbType.Smallint when number is < short.MinValue or > short.MaxValue => OutOf("smallint"),
        NpgsqlDbType.Integer when number is < int.MinValue or > int.MaxValue => OutOf("integer"),
        NpgsqlDbType.Bigint when number is < long.MinValue or > long.MaxValue => OutOf("bigint"),
        _ => null,
    };

    /// <summary>No integer type has what decimal has not.</summary>
    private static decimal Truncated(double number) =>
        Math.Abs(number) < (double)decimal.MaxValue ? decimal.Truncate((decimal)number) : decimal.MaxValue;

    private static OverflowException? OfMoney(decimal amount, NpgsqlParameter parameter) =>
        TypeOf(parameter) == NpgsqlDbType.Money && amount is < MoneyMinimum or > MoneyMaximum ? OutOf("money") : null;

    private static OverflowException OutOf(string type) => new($"A number is out of the range of '{type}'.");

    private static OverflowException? OfCharacter(char character, NpgsqlParameter parameter) =>
        character > byte.MaxValue && TypeOf(parameter) == NpgsqlDbType.InternalChar
            ? OutOf("\"char\"")
            : null;

    private static ArgumentException? OfAddress(PhysicalAddress address, NpgsqlParameter parameter)
    {
        var length = address.GetAddressBytes().Length;
        return length == MacAddressLength || (length == MacAddress8Length && TypeOf(parameter) != NpgsqlDbType.MacAddr)
            ? null
            : new ArgumentException("A physical address has another length than its column.");
    }

    private static Exception? OfElements(IEnumerable elements, NpgsqlParameter parameter)
    {
        if (elements is string[] or List<string> or Guid[] or List<Guid> or DateTime[] or List<DateTime> or bool[] or double[] or float[]) return null;

        foreach (var element in elements)
        {
            if (Find(element, parameter) is { } exception) return exception;
        }

        return null;
    }

    /// <summary>The types of Npgsql's plugin, which this package does not refer to.</summary>
    private static ArgumentException? OfNodaTime(object value)
    {
        var isOfAnotherZone = value.GetType().FullName switch
        {
            "NodaTime.OffsetDateTime" => Read(value, "Offset", "Seconds") is not 0,
            "NodaTime.ZonedDateTime" => Read(value, "Zone", "Id") is not "UTC",
            _ => false,
        };
        return isOfAnotherZone && !ConvertsOffsets
            ? new ArgumentException($"A {value.GetType().Name} outside of UTC cannot be sent as 'timestamp with time zone'.")
            : null;
    }

    private static object? Read(object value, string property, string ofIt)
    {
        var inner = value.GetType().GetProperty(property)?.GetValue(value);
        return inner?.GetType().GetProperty(ofIt)?.GetValue(inner);
    }

    /// <summary>The type of the value, or of the elements where it is an array.</summary>
    private static NpgsqlDbType TypeOf(NpgsqlParameter parameter) => parameter.NpgsqlDbType & ~NpgsqlDbType.Array;
}
