using System.Net;
using System.Net.NetworkInformation;
using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Conditional.Bulk;

/// <summary>Takes copies of values as the driver would get them when the item is saved at once.</summary>
internal sealed class SentValues(DbContext context)
{
    private readonly System.Data.Common.DbCommand _scratch = context.Database.GetDbConnection().CreateCommand();

    /// <param name="value">The property's value.</param>
    /// <param name="column">The column.</param>
    /// <param name="sent">The value as it is sent.</param>
    /// <returns>False if the value cannot be copied, so that nothing is known of it later.</returns>
    /// <exception cref="Exception">The value cannot be converted.</exception>
    public bool TryTake(object? value, ShapeColumn column, out object? sent)
    {
        sent = IsSentAsItIs(value, column) ? value : Converted(value, column.TypeMapping);
        return TryCopy(ref sent);
    }

    /// <summary>A converter may make something of null, too.</summary>
    private static bool IsSentAsItIs(object? value, ShapeColumn column) => value is null
        ? column.TypeMapping.Converter is not { ConvertsNulls: true }
        : column.TypeMapping.Converter is null && column.Property is not null
            && value is string or int or Guid or bool or long or decimal or double or DateTime;

    /// <summary>The mapping alone knows: providers do more than the converter does.</summary>
    private object? Converted(object? value, RelationalTypeMapping mapping)
    {
        var sent = mapping.CreateParameter(_scratch, "value", value).Value;
        return sent is DBNull ? null : sent;
    }

    private static bool TryCopy(ref object? value)
    {
        switch (value)
        {
            case null or string or IPAddress or PhysicalAddress or Uri or Version:
                return true;
            case System.Text.Json.JsonElement:
                return false;
            case ValueType:
                return true;
            case byte[] bytes:
                value = bytes.Clone();
                return true;
            case Array { Rank: 1 } array when IsImmutable(array.GetType().GetElementType()!):
                value = array.Clone();
                return true;
            default:
                return TryCopyList(ref value);
        }
    }

    private static bool TryCopyList(ref object? value)
    {
        var type = value!.GetType();
        if (!type.IsGenericType || type.GetGenericTypeDefinition() != typeof(List<>) || !IsImmutable(type.GenericTypeArguments[0])) return false;

        value = Activator.CreateInstance(type, value);
        return true;
    }

    private static bool IsImmutable(Type element) =>
        element == typeof(string) || (element.IsValueType && element != typeof(System.Text.Json.JsonElement));
}
