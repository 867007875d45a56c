using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>
/// How it is known which command each row belongs to that a statement returns. Updates and deletes return the position. Rows of an insert come in
/// the order of its commands; since no documentation says so, each row has to show it: by the next value of a sequence, or by a value that
/// the command wrote.
/// </summary>
/// <param name="Ascending">Which of the values read back is greater from row to row.</param>
/// <param name="Column">The column that is returned besides them to be compared with what was written.</param>
/// <param name="Position">Where the command's values have it.</param>
internal sealed record RowMatch(int? Ascending, string? Column, int Position)
{
    private static readonly RowMatch Nothing = new(null, null, -1);

    /// <summary>Null if the rows of several commands cannot be told apart.</summary>
    public static RowMatch? For(CommandShape shape, TableFacts table)
    {
        if (shape.Kind != EntityState.Added || shape.Reads.Count == 0) return Nothing;

        for (var i = 0; i < shape.Reads.Count; i++)
        {
            if (table.Columns.GetValueOrDefault(shape.Reads[i].Name) is { Sequence: not null, IsAscending: true }) return new(i, null, -1);
        }

        for (var i = 0; i < shape.Parameters.Count; i++)
        {
            var name = shape.Parameters[i].Column.Name;
            if (table.IsUniqueAlone(name) && table.Columns.GetValueOrDefault(name)?.IsExact == true) return new(null, name, i);
        }

        return null;
    }

    /// <summary>Whether the row at hand is that of a command, as far as it can show it.</summary>
    /// <param name="reader">The row.</param>
    /// <param name="command">The command.</param>
    /// <param name="last">The value of the row before; takes that of this row.</param>
    public bool IsRowOf(NpgsqlDataReader reader, RecordedCommand command, ref long last)
    {
        if (Ascending is { } read)
        {
            var value = reader.GetFieldValue<long>(read);
            if (value <= last) return false;

            last = value;
            return true;
        }

        if (Column is null || reader.FieldCount == command.Shape.Reads.Count) return true;

        return (reader.GetValue(command.Shape.Reads.Count), command.Values[Position]) switch
        {
            (Guid returned, Guid written) => returned == written,
            (short or int or long, short or int or long or byte) and var (returned, written) =>
                Convert.ToInt64(returned, System.Globalization.CultureInfo.InvariantCulture)
                    == Convert.ToInt64(written, System.Globalization.CultureInfo.InvariantCulture),
            _ => false,
        };
    }
}
