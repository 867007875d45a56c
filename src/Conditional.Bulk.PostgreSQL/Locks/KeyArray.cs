using System.Collections;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using NpgsqlTypes;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>
/// The values of one key column as a parameter that is an array of just the type that a parameter for one value would have.
/// </summary>
internal static class KeyArray
{
    /// <summary>EF asks a command for new parameters; nothing of it changes.</summary>
    private static readonly NpgsqlCommand s_maker = new();

    /// <summary>A parameter for one value.</summary>
    /// <param name="mapping">The column's mapping.</param>
    /// <param name="value">The value in the model's type.</param>
    public static NpgsqlParameter One(RelationalTypeMapping mapping, object value) =>
        (NpgsqlParameter)mapping.CreateParameter(s_maker, "", value, nullable: false);

    /// <summary>A parameter for all of them.</summary>
    /// <param name="values">Parameters for the values, at least one, of one mapping.</param>
    /// <returns>The parameter; null where values of this type do not make an array.</returns>
    public static NpgsqlParameter? Of(IReadOnlyList<NpgsqlParameter> values)
    {
        var first = values[0];
        var type = first.Value?.GetType();

        // An array of arrays would be one array of more dimensions, and be taken apart down to its elements.
        if (type is null || (typeof(IEnumerable).IsAssignableFrom(type) && type != typeof(string) && type != typeof(byte[]))) return null;
        if (values.Any(value => value.Value?.GetType() != type)) return null;

        var array = Array.CreateInstance(type, values.Count);
        for (var i = 0; i < values.Count; i++) array.SetValue(values[i].Value, i);

        var parameter = new NpgsqlParameter { Value = array };
        if (first.NpgsqlDbType != NpgsqlDbType.Unknown) parameter.NpgsqlDbType = first.NpgsqlDbType | NpgsqlDbType.Array;
        else if (first.DataTypeName is { } name) parameter.DataTypeName = name + "[]";
        else return null;

        return parameter;
    }
}
