using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Update;

namespace Conditional.Bulk;

/// <summary>
/// Turns the entries of one item into commands, and takes their values out at once: a later spec may change the entity. Public types of EF
/// only.
/// </summary>
internal sealed class CommandRecorder(DbContext context)
{
    private readonly IModificationCommandFactory _factory = context.GetService<IModificationCommandFactory>();
    private readonly IUpdateSqlGenerator _generator = context.GetService<IUpdateSqlGenerator>();
    private readonly IDiagnosticsLogger<DbLoggerCategory.Update> _logger =
        context.GetService<IDiagnosticsLogger<DbLoggerCategory.Update>>();

    private readonly bool _logsValues = context.GetService<ILoggingOptions>().IsSensitiveDataLoggingEnabled;
    private readonly ParameterNameGenerator _names = new();
    private readonly Dictionary<IEntityType, PlainTable?> _plainTables = [];
    private readonly Dictionary<ITable, List<CommandShape>> _shapes = [];

    /// <summary>Values are copied with parameters of this command, where EF's type mapping decides what is sent.</summary>
    private readonly SentValues _values = new(context);

    /// <summary>Records the entries.</summary>
    /// <returns>The commands; null if EF has to execute them, step by step, and nothing is recorded.</returns>
    /// <exception cref="Exception">A value cannot be read or converted: the item's error.</exception>
    public List<RecordedCommand>? TryRecord(ItemDatabase database, IList<IUpdateEntry> entries)
    {
        var links = new ItemLinks(database);
        var table = PlainTableOf(entries);
        if (table?.ShapeOf(entries[0]) is { } shape && TryRecord(entries[0], shape, links) is { } known) return [known];

        var commands = new List<RecordedCommand>(1);
        foreach (var command in table is null ? database.CommandsOf(entries) : [CommandOf(entries[0], table)])
        {
            if (command.StoreStoredProcedure is not null || command.Table is not ITable) return null;
            if (command.EntityState is EntityState.Modified && !command.ColumnModifications.Any(column => column.IsWrite)) continue;
            if (TryRecord(command, links) is not { } recorded) return null;

            commands.Add(recorded);
            table?.Add(entries[0], recorded.Shape);
        }

        return commands;
    }

    private PlainTable? PlainTableOf(IList<IUpdateEntry> entries)
    {
        if (entries is not [var entry] || entry.SharedIdentityEntry is not null) return null;
        if (!_plainTables.TryGetValue(entry.EntityType, out var table)) _plainTables.Add(entry.EntityType, table = PlainTable.Of(entry.EntityType));
        return table;
    }

    /// <summary>EF's command for one row of one table, without EF's sorting of commands, which takes longer than all else.</summary>
    private IModificationCommand CommandOf(IUpdateEntry entry, PlainTable table)
    {
        var command = _factory.CreateModificationCommand(new ModificationCommandParameters(
            table.Table, _logsValues, detailedErrorsEnabled: false, comparer: null, _names.GenerateNext, _logger));
        command.AddEntry(entry, mainEntry: true);
        return command;
    }

    /// <summary>Records one row, whose command is like one before.</summary>
    /// <returns>Null if EF has to say how the command is made.</returns>
    private RecordedCommand? TryRecord(IUpdateEntry entry, CommandShape shape, ItemLinks links)
    {
        IReadOnlyList<IUpdateEntry> entries = [entry];
        var values = new object?[shape.Parameters.Count];
        for (var i = 0; i < values.Length; i++)
        {
            var (column, isCondition) = shape.Parameters[i];
            var property = column.Property!;
            if (!isCondition && entry.HasTemporaryValue(property)) return null;

            var value = isCondition ? entry.GetOriginalValue(property) : entry.GetCurrentValue(property);
            if ((isCondition && value is null) || !TryTake(entries, value, column, out values[i])) return null;
        }

        var recorded = new RecordedCommand(shape, values, [], entries);
        links.Add(recorded, entry);
        return recorded;
    }

    private RecordedCommand? TryRecord(IReadOnlyModificationCommand command, ItemLinks links)
    {
        var columns = command.ColumnModifications;
        if (links.IsWrittenLate(columns)) return null;

        var shape = ShapeOf(command);
        var values = new object?[shape.Parameters.Count];
        List<PendingLink>? pending = null;
        var position = 0;
        foreach (var column in columns)
        {
            if (!column.IsWrite) continue;

            if (column.Property is { } property && column.Entry is { } entry && links.IsToCome(entry, property, out var source))
            {
                if (source is null) return null;

                (pending ??= []).Add(new PendingLink(position, source, entry, property));
            }
            else if (!TryTake(command.Entries, column.Value, shape.Parameters[position].Column, out values[position]))
            {
                return null;
            }

            position++;
        }

        foreach (var column in columns)
        {
            if (!ShapeColumn.IsCompared(column)) continue;
            if (!TryTake(command.Entries, column.OriginalValue, shape.Parameters[position].Column, out values[position])) return null;

            position++;
        }

        var recorded = new RecordedCommand(
            shape, values, pending is null ? [] : [.. pending.Select(link => new ValueLink(link.Position, link.Source.Command, link.Source.Read))], command.Entries);
        links.Add(recorded, columns, pending);
        return recorded;
    }

    /// <exception cref="DbUpdateException">The value cannot be converted, which EF finds when it executes the command.</exception>
    private bool TryTake(IReadOnlyList<IUpdateEntry> entries, object? value, ShapeColumn column, out object? sent)
    {
        try
        {
            return _values.TryTake(value, column, out sent);
        }
        catch (Exception exception)
        {
            throw new DbUpdateException(RelationalStrings.UpdateStoreException, exception, entries);
        }
    }

    private CommandShape ShapeOf(IReadOnlyModificationCommand command)
    {
        var table = (ITable)command.Table!;
        if (!_shapes.TryGetValue(table, out var shapes)) _shapes.Add(table, shapes = []);
        foreach (var known in shapes)
        {
            if (known.Fits(command)) return known;
        }

        var shape = CommandShape.Of(command, _generator);
        shapes.Insert(0, shape);
        return shape;
    }
}
