using Microsoft.EntityFrameworkCore.Diagnostics;
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

        var values = new RelationalCommandParameterObject(
            arguments.Connection, renderer.StoreCommand!.ParameterValues, null, arguments.Context, arguments.Logger, arguments.CommandSource);
        using var created = (NpgsqlCommand)renderer.StoreCommand.RelationalCommand.CreateDbCommand(
            values, Guid.Empty, DbCommandMethod.ExecuteReader);
        return created.ToBatchCommand();
    }

    protected override void Consume(RelationalDataReader reader) => throw new NotSupportedException();

    protected override Task ConsumeAsync(RelationalDataReader reader, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();
}
