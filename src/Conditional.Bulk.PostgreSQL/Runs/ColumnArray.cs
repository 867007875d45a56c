using System.Collections;
using System.Text.Json;
using Conditional.Bulk.Infrastructure;
using Npgsql;
using NpgsqlTypes;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>
/// Sends one value of each command as one array. Its elements are declared as EF's own parameter for the value is, so that the server
/// compares and converts them as it does in EF's statement.
/// </summary>
internal abstract class ColumnArray
{
    private NpgsqlDbType? _type;
    private string? _typeName;

    /// <summary>The array for a parameter; null if its values cannot be sent as an array.</summary>
    public static ColumnArray? For(CommandShape shape, int position)
    {
        var column = shape.Parameters[position].Column;
        var mapping = column.TypeMapping;

        // A JSON document has no property, and comes as text.
        var element = column.Property is null ? typeof(string) : mapping.Converter?.ProviderClrType ?? mapping.ClrType;
        element = Nullable.GetUnderlyingType(element) ?? element;
        if (!IsPlain(element)) return null;

        using var command = new NpgsqlCommand();
        if (shape.CreateParameter(command, position, "", null) is not NpgsqlParameter parameter) return null;

        ColumnArray array = element == typeof(byte) ? new Bytes()
            : (ColumnArray)Activator.CreateInstance((element.IsValueType ? typeof(Values<>) : typeof(References<>)).MakeGenericType(element))!;
        var type = parameter.NpgsqlDbType;
        if (type == NpgsqlDbType.Unknown)
        {
            if (parameter.DataTypeName is not { Length: > 0 } name) return null;

            array._typeName = name + "[]";
        }
        else if (type.HasFlag(NpgsqlDbType.Array) || type.HasFlag(NpgsqlDbType.Range) || type.HasFlag(NpgsqlDbType.Multirange))
        {
            return null;
        }
        else
        {
            array._type = type | NpgsqlDbType.Array;
        }

        return array;
    }

    /// <summary>Makes the parameter for some commands.</summary>
    public NpgsqlParameter Create(IReadOnlyList<WrittenCommand> commands, int position)
    {
        var parameter = Fill(commands, position);
        if (_type is { } type) parameter.NpgsqlDbType = type;
        else parameter.DataTypeName = _typeName;
        return parameter;
    }

    protected abstract NpgsqlParameter Fill(IReadOnlyList<WrittenCommand> commands, int position);

    /// <summary>Whether a value is one element, to the driver and to the server.</summary>
    private static bool IsPlain(Type type) =>
        type == typeof(string) || type == typeof(byte[])
        || (type != typeof(object) && type != typeof(char) && type != typeof(JsonElement) && !typeof(IEnumerable).IsAssignableFrom(type) && !typeof(IDisposable).IsAssignableFrom(type));

    private sealed class Values<T> : ColumnArray where T : struct
    {
        protected override NpgsqlParameter Fill(IReadOnlyList<WrittenCommand> commands, int position)
        {
            var values = new T[commands.Count];
            for (var i = 0; i < values.Length; i++)
            {
                if (commands[i].Command.Values[position] is not { } value) return WithNulls(commands, position);

                values[i] = (T)value;
            }

            return new NpgsqlParameter<T[]> { TypedValue = values };
        }

        private static NpgsqlParameter<T?[]> WithNulls(IReadOnlyList<WrittenCommand> commands, int position)
        {
            var values = new T?[commands.Count];
            for (var i = 0; i < values.Length; i++) values[i] = (T?)commands[i].Command.Values[position];

            return new NpgsqlParameter<T?[]> { TypedValue = values };
        }
    }

    private sealed class References<T> : ColumnArray where T : class
    {
        protected override NpgsqlParameter Fill(IReadOnlyList<WrittenCommand> commands, int position)
        {
            var values = new T?[commands.Count];
            for (var i = 0; i < values.Length; i++) values[i] = (T?)commands[i].Command.Values[position];

            return new NpgsqlParameter<T?[]> { TypedValue = values };
        }
    }

    /// <summary>To the driver an array of bytes is a bytea.</summary>
    private sealed class Bytes : ColumnArray
    {
        protected override NpgsqlParameter Fill(IReadOnlyList<WrittenCommand> commands, int position)
        {
            var values = new short?[commands.Count];
            for (var i = 0; i < values.Length; i++) values[i] = (byte?)commands[i].Command.Values[position];

            return new NpgsqlParameter<short?[]> { TypedValue = values };
        }
    }
}

/// <summary>A command, and whose it is.</summary>
/// <param name="Item">The item.</param>
/// <param name="Command">The command.</param>
internal readonly record struct WrittenCommand(RecordedItem Item, RecordedCommand Command);
