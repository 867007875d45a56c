using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>Runs statements as EF's own commands, so that its log, its diagnostics and command interceptors see them.</summary>
internal static class CommandExtensions
{
    public static RelationalCommandParameterObject CommandArguments(
        this DbContext context, Dictionary<string, object?>? parameterValues = null) => new(
        context.GetService<IRelationalConnection>(),
        parameterValues,
        readerColumns: null,
        context,
        context.GetService<IRelationalCommandDiagnosticsLogger>(),
        CommandSource.Unknown);
}
