using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>What a call has learnt of the shapes that it writes.</summary>
internal sealed class RunShapes(Catalogue catalogue, ISqlGenerationHelper sql)
{
    private readonly Dictionary<CommandShape, (RunShape Rule, ShapeStatement? Statement)> _shapes = [];
    private readonly List<RunCommand> _item = [];

    /// <summary>The facts of the tables that are written.</summary>
    public IEnumerable<TableFacts> Tables => _shapes.Values.Select(shape => shape.Rule.Table);

    /// <summary>The statement for commands of a shape.</summary>
    /// <exception cref="InvalidOperationException">Commands of the shape are written one by one.</exception>
    public ShapeStatement StatementFor(CommandShape shape) =>
        Of(shape).Statement ?? throw new InvalidOperationException($"There is no statement for several commands: {shape}.");

    /// <summary>The commands of an item as the rule sees them. The list is the same each time.</summary>
    public IReadOnlyList<RunCommand> CommandsOf(RecordedItem item)
    {
        _item.Clear();
        foreach (var command in item.Commands)
        {
            var shape = Of(command.Shape).Rule;
            _item.Add(command.Links.Count == 0 ? new RunCommand(shape, command.Values) : Linked(shape, command, item));
        }

        return _item;
    }

    /// <summary>The unique indexes of which a command writes an entry, each with where the command's values have its columns.</summary>
    public IEnumerable<(IReadOnlyList<string> Columns, int[] Positions)> UniqueIndexesOf(CommandShape shape)
    {
        var rule = Of(shape).Rule;
        foreach (var columns in rule.Table.UniqueIndexes)
        {
            if (rule.Written(columns) is { } positions) yield return (columns, positions);
        }
    }

    private (RunShape Rule, ShapeStatement? Statement) Of(CommandShape shape)
    {
        if (!_shapes.TryGetValue(shape, out var known)) _shapes.Add(shape, known = Create(shape));

        return known;
    }

    private (RunShape Rule, ShapeStatement? Statement) Create(CommandShape shape)
    {
        var table = catalogue.Find(shape.Table) ?? new TableFacts { Id = uint.MaxValue - (uint)_shapes.Count, ReasonForSolo = "nothing is known of it" };
        var statement = table.ReasonForSolo is null ? ShapeStatement.For(shape, table, sql) : null;
        var verb = shape.Kind switch { EntityState.Added => RunVerb.Insert, EntityState.Modified => RunVerb.Update, _ => RunVerb.Delete };
        var rule = new RunShape(
            verb,
            table,
            [.. shape.Columns.Where(column => column.IsKey).Select(column => column.Name)],
            shape.Parameters.Select(parameter => new RunParameter(
                parameter.Column.Name, parameter.IsCondition, !parameter.IsCondition && parameter.Column.JsonPath is not (null or "" or "$"))),
            statement is null ? "its values cannot be sent as arrays" : null);
        return (rule, statement);
    }

    private RunCommand Linked(RunShape shape, RecordedCommand command, RecordedItem item)
    {
        var links = 0ul;
        var level = 0;
        var sources = new List<int>(command.Links.Count);
        foreach (var link in command.Links)
        {
            links |= 1ul << link.Position;
            for (var i = 0; i < _item.Count; i++)
            {
                if (!ReferenceEquals(item.Commands[i], link.Source)) continue;

                sources.Add(i);
                level = Math.Max(level, _item[i].Level + 1);
            }
        }

        return new RunCommand(shape, command.Values, links, level, sources);
    }
}
