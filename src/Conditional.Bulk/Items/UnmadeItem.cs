using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Conditional.Bulk;

/// <summary>An item whose write could not be made: it has a position and a failure, and nothing that could be run.</summary>
internal sealed class UnmadeItem(int index, Exception exception) : WriteItem(index, entityType: null, onlyIf: null)
{
    public override bool IsRefusedUnasked => true;

    public override IReadOnlyList<IntegrityCheck> IntegrityChecks => [];

    public override bool OwnsGraph => false;

    public override WriteFailure RefusalUnasked(FailureReader failures) => FailureReader.NotMade(Index, exception);

    public override void Track(DbContext context) => throw Nothing();

    public override Task<object?> LoadAsync(DbContext context, CancellationToken cancellationToken) => throw Nothing();

    public override GateQuestion AskForTarget(DbContext context, WriteSession session) => throw Nothing();

    public override IAsyncEnumerable<object> LoadMany(DbContext context, IReadOnlyList<IReadOnlyList<object>> keys) => throw Nothing();

    protected override object Run(object? target) => throw Nothing();

    protected override WriteAction ActionIf(bool hasWritten) => throw Nothing();

    private InvalidOperationException Nothing() => new($"Item {Index} has no write.");
}
