using System.Collections;
using Npgsql;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>
/// Refuses values that the driver would refuse only while it writes them to the network, where it has to give the connection up.
/// https://www.npgsql.org/doc/types/datetime.html
/// </summary>
internal static class SendableValue
{
    /// <exception cref="ArgumentException">There is such a value.</exception>
    public static void Require(NpgsqlParameterCollection parameters)
    {
        foreach (NpgsqlParameter parameter in parameters) Require(parameter.Value);
    }

    private static void Require(object? value)
    {
        if (value is DateTimeOffset time && time.Offset != TimeSpan.Zero)
        {
            throw new ArgumentException(
                $"Cannot write DateTimeOffset with Offset={time.Offset} to PostgreSQL type 'timestamp with time zone', "
                + "only offset 0 (UTC) is supported.");
        }

        if (value is IEnumerable<DateTimeOffset> or IEnumerable<DateTimeOffset?> or object?[])
        {
            foreach (var element in (IEnumerable)value) Require(element);
        }
    }
}
