using System.Data.Common;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Update;

namespace Conditional.Bulk.Infrastructure;

/// <summary>
/// What recorded commands have in common that differ in values only: table, kind, and which columns are written, read back and compared.
/// </summary>
public sealed partial class CommandShape
{
    private readonly string _sql;

    private CommandShape(ITable table, EntityState kind, IReadOnlyList<ShapeColumn> columns, string sql, ResultSetMapping result)
    {
        (Table, Kind, Columns, _sql, Result) = (table, kind, columns, sql, result);
        Reads = [.. columns.Where(column => column.IsRead)];
        Parameters =
        [
            .. columns.Where(column => column.IsWritten).Select(column => new ShapeParameter(column, IsCondition: false)),
            .. columns.Where(column => column is { IsCondition: true, IsNullCondition: false })
                .Select(column => new ShapeParameter(column, IsCondition: true)),
        ];
    }

    /// <summary>The table that is written.</summary>
    public ITable Table { get; }

    /// <summary>Added, Modified or Deleted.</summary>
    public EntityState Kind { get; }

    /// <summary>The columns, in EF's order.</summary>
    public IReadOnlyList<ShapeColumn> Columns { get; }

    /// <summary>The columns that are read back, in EF's order.</summary>
    public IReadOnlyList<ShapeColumn> Reads { get; }

    /// <summary>The parameters: the written columns first, then those that are compared with a value that is not null.</summary>
    public IReadOnlyList<ShapeParameter> Parameters { get; }

    /// <summary>What EF's statement returns.</summary>
    public ResultSetMapping Result { get; }

    /// <summary>EF's statement for one such command.</summary>
    /// <param name="placeholder">Makes the placeholder of a parameter from its position in <see cref="Parameters"/>.</param>
    /// <returns>The SQL, without a statement terminator.</returns>
    public string Sql(Func<int, string> placeholder) => Mark().Replace(_sql, match => match.Groups["position"] is { Success: true } position
        ? placeholder(int.Parse(position.ValueSpan, System.Globalization.CultureInfo.InvariantCulture))
        : match.Value);

    /// <summary>A parameter for a value that was recorded.</summary>
    /// <param name="command">A command of the driver.</param>
    /// <param name="position">The position in <see cref="Parameters"/>.</param>
    /// <param name="name">The parameter's name.</param>
    /// <param name="value">The value as it is sent: already converted.</param>
    /// <returns>The parameter, not yet added to the command.</returns>
    public DbParameter CreateParameter(DbCommand command, int position, string name, object? value)
    {
        ArgumentNullException.ThrowIfNull(command);
        var column = Parameters[position].Column;

        // Made for null, and filled then: the mapping would convert a value once more.
        var parameter = column.TypeMapping.CreateParameter(command, name, null, column.IsNullable);
        parameter.Value = value ?? DBNull.Value;
        return parameter;
    }

    /// <inheritdoc />
    public override string ToString() => $"{Kind} {Table.SchemaQualifiedName}";

    internal static CommandShape Of(IReadOnlyModificationCommand command, IUpdateSqlGenerator generator)
    {
        List<ShapeColumn> columns = [.. command.ColumnModifications.Select(modification => new ShapeColumn(modification))];
        foreach (var modification in command.ColumnModifications) modification.ResetParameterNames();

        var sql = new StringBuilder();
        var result = command.EntityState switch
        {
            EntityState.Added => generator.AppendInsertOperation(sql, command, 0, out _),
            EntityState.Modified => generator.AppendUpdateOperation(sql, command, 0, out _),
            _ => generator.AppendDeleteOperation(sql, command, 0, out _),
        };
        return new CommandShape((ITable)command.Table!, command.EntityState, columns, Marked(sql.ToString(), command), result);
    }

    /// <summary>Whether a command differs from the others of this shape in nothing but values.</summary>
    internal bool Fits(IReadOnlyModificationCommand command)
    {
        var modifications = command.ColumnModifications;
        if (command.EntityState != Kind || !ReferenceEquals(command.Table, Table) || modifications.Count != Columns.Count) return false;

        for (var i = 0; i < modifications.Count; i++)
        {
            if (!Columns[i].Fits(modifications[i])) return false;
        }

        return true;
    }

    /// <summary>EF's SQL with the positions of the parameters in place of their names.</summary>
    private static string Marked(string sql, IReadOnlyModificationCommand command)
    {
        var positions = new Dictionary<string, int>();
        foreach (var modification in command.ColumnModifications.Where(modification => modification.IsWrite))
        {
            positions.Add(modification.ParameterName ?? $"unused {positions.Count}", positions.Count);
        }

        foreach (var modification in command.ColumnModifications.Where(ShapeColumn.IsCompared))
        {
            positions.Add(modification.OriginalParameterName ?? $"unused {positions.Count}", positions.Count);
        }

        return Named().Replace(sql.Trim().TrimEnd(';'), match =>
            match.Groups["name"] is { Success: true } name && positions.TryGetValue(name.Value, out var position)
                ? $"{{{{{position}}}}}"
                : match.Value);
    }

    [GeneratedRegex("""'(?:[^']|'')*'|"(?:[^"]|"")*"|@(?<name>\w+)""")]
    private static partial Regex Named();

    [GeneratedRegex("""'(?:[^']|'')*'|"(?:[^"]|"")*"|\{\{(?<position>\d+)\}\}""")]
    private static partial Regex Mark();
}
