using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Conditional.Bulk;

/// <summary>
/// Sees each command that EF executes on a private context. Whoever asks the database sees what was recorded before: a query of a
/// handler, a lazy load in a spec, a value generator. And the first save of a transaction can bring the transaction's identity along.
/// </summary>
internal sealed class CommandWatch(ItemSaves saves) : DbCommandInterceptor
{
    private DbCommand? _identified;

    public override InterceptionResult<DbDataReader> ReaderExecuting(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result)
    {
        WriteRecorded(eventData);
        AskForIdentity(command, eventData);
        return result;
    }

    public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        await WriteRecordedAsync(eventData, cancellationToken).ConfigureAwait(false);
        AskForIdentity(command, eventData);
        return result;
    }

    public override InterceptionResult<object> ScalarExecuting(
        DbCommand command, CommandEventData eventData, InterceptionResult<object> result)
    {
        WriteRecorded(eventData);
        return result;
    }

    public override async ValueTask<InterceptionResult<object>> ScalarExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<object> result, CancellationToken cancellationToken = default)
    {
        await WriteRecordedAsync(eventData, cancellationToken).ConfigureAwait(false);
        return result;
    }

    public override InterceptionResult<int> NonQueryExecuting(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result)
    {
        WriteRecorded(eventData);
        return result;
    }

    public override async ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        await WriteRecordedAsync(eventData, cancellationToken).ConfigureAwait(false);
        return result;
    }

    public override InterceptionResult DataReaderClosing(DbCommand command, DataReaderClosingEventData eventData, InterceptionResult result)
    {
        if (command == _identified) LearnIdentityAsync(eventData.DataReader).AsTask().GetAwaiter().GetResult();
        return result;
    }

    public override async ValueTask<InterceptionResult> DataReaderClosingAsync(
        DbCommand command, DataReaderClosingEventData eventData, InterceptionResult result)
    {
        if (command == _identified) await LearnIdentityAsync(eventData.DataReader).ConfigureAwait(false);
        return result;
    }

    /// <summary>EF has loads, and lazy loads in specs among them, that are synchronous.</summary>
    private void WriteRecorded(CommandEventData eventData) => WriteRecordedAsync(eventData, CancellationToken.None).GetAwaiter().GetResult();

    private Task WriteRecordedAsync(CommandEventData eventData, CancellationToken cancellationToken)
    {
        if (eventData.CommandSource is CommandSource.SaveChanges) saves.HasCommands();
        if ((saves.Recorder ?? saves.Watcher) is not { IsInItem: true } recorder) return Task.CompletedTask;

        return eventData.CommandSource switch
        {
            // EF's own save of an item that is executed at once; the next value of a sequence, which depends on nothing that is recorded.
            CommandSource.SaveChanges when saves.Recorder is not null => Task.CompletedTask,
            CommandSource.ValueGenerator => Task.CompletedTask,
            CommandSource.LinqQuery => recorder.SettleAsync(cancellationToken),

            // It may write: that is to go with the item if the item fails.
            _ => recorder.BeginAtOnceAsync(cancellationToken),
        };
    }

    private void AskForIdentity(DbCommand command, CommandEventData eventData)
    {
        if (saves.Identity is not { } identity || eventData.CommandSource is not CommandSource.SaveChanges) return;

        command.CommandText = $"{command.CommandText.TrimEnd().TrimEnd(';')};{Environment.NewLine}{identity.Query}";
        _identified = command;
    }

    /// <summary>The identity is the last thing that the reader has; EF has read all before it.</summary>
    private async ValueTask LearnIdentityAsync(DbDataReader reader)
    {
        _identified = null;
        var learn = saves.Identity!.Value.Learn;
        try
        {
            object? last = null;
            do
            {
                while (await reader.ReadAsync().ConfigureAwait(false)) last = reader.FieldCount == 1 ? reader.GetValue(0) : null;
            }
            while (await reader.NextResultAsync().ConfigureAwait(false));

            saves.Identity = null;
            learn(last);
        }
        catch (DbException)
        {
            // The save failed, and says so itself.
        }
    }
}
