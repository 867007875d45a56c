using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Update;

namespace Conditional.Bulk;

/// <summary>
/// Makes EF's batches, or while a window is open, batches that only collect their commands: no SQL is generated for what is recorded.
/// </summary>
internal sealed class CommandCollector(ItemSaves saves, IModificationCommandBatchFactory inner) : IModificationCommandBatchFactory
{
    public ModificationCommandBatch Create() => saves.Recorder is { IsCollecting: true } ? new Collected() : inner.Create();

    private sealed class Collected : ModificationCommandBatch
    {
        private readonly List<IReadOnlyModificationCommand> _commands = [];
        private bool _areMoreExpected;

        public override IReadOnlyList<IReadOnlyModificationCommand> ModificationCommands => _commands;

        public override bool RequiresTransaction => true;

        public override bool AreMoreBatchesExpected => _areMoreExpected;

        public override bool TryAddCommand(IReadOnlyModificationCommand modificationCommand)
        {
            _commands.Add(modificationCommand);
            return true;
        }

        public override void Complete(bool moreBatchesExpected) => _areMoreExpected = moreBatchesExpected;

        public override void Execute(IRelationalConnection connection) => throw new NotSupportedException();

        public override Task ExecuteAsync(IRelationalConnection connection, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();
    }
}
