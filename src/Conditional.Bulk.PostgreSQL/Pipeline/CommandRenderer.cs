using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Update;
using Npgsql;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>Has EF write the SQL and parameters of one modification command.</summary>
internal sealed class CommandRenderer : ReaderModificationCommandBatch
{
    private CommandRenderer(ModificationCommandBatchFactoryDependencies dependencies) : base(dependencies)
    {
    }

    public static NpgsqlBatchCommand Render(
        ModificationCommandBatchFactoryDependencies dependencies,
        RelationalCommandParameterObject arguments,
        IReadOnlyModificationCommand command,
        out bool returnsRow)
    {
        var renderer = new CommandRenderer(dependencies);
        renderer.TryAddCommand(command);
        renderer.Complete(moreBatchesExpected: false);
        returnsRow = renderer.ResultSetMappings[0].HasFlag(ResultSetMapping.HasResultRow);

        var rendered = renderer.StoreCommand!;
        return rendered.RelationalCommand.CreateBatchCommand(arguments, rendered.ParameterValues);
    }

    protected override void Consume(RelationalDataReader reader) => throw new NotSupportedException();

    protected override Task ConsumeAsync(RelationalDataReader reader, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();
}
