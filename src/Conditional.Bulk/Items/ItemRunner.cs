using Microsoft.EntityFrameworkCore;

namespace Conditional.Bulk;

/// <summary>
/// The one way of an item: gate, spec, check of the graph, tracker, <c>SaveChangesAsync</c> on the private context, whose tracker holds
/// this item alone. Where EF's commands go from there is the business of <see cref="ItemSaves"/>: to the database, or into a recording.
/// </summary>
internal sealed class ItemRunner(DbContext context, ItemSaves saves, GraphGuard graphs, FailureReader failures)
{
    /// <summary>Refuses an item that fails whatever the database answers.</summary>
    /// <returns>False if its outcome depends on the database.</returns>
    public static bool TryRefuse(WriteItem item, FailureReader failures)
    {
        if (!item.IsRefusedUnasked) return false;

        item.Restart();
        item.Failure = item.RefusalUnasked(failures);
        return true;
    }

    /// <summary>Runs an item whose target, if it has any, is tracked.</summary>
    /// <param name="item">The item; its failure is set if the gate does not hold, or the target is missing.</param>
    /// <param name="answers">Answers the gate.</param>
    /// <param name="target">The target as it was loaded; null if it is missing, or the item has none.</param>
    /// <param name="beforeTracking">Called when the spec's graph is known, and nothing of it is tracked yet.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task. What it throws is read by <see cref="FailureReader"/>, with the stage that the item has come to.</returns>
    public async Task RunAsync(
        WriteItem item, GateAnswers answers, object? target, Func<Task> beforeTracking, CancellationToken cancellationToken)
    {
        item.Stage = WriteStage.Gate;
        item.Failure = await RefusalAsync(item, answers, target, cancellationToken).ConfigureAwait(false);
        if (item.Failure is not null) return;

        item.Stage = WriteStage.Spec;
        await RunSpecAsync(item, target, beforeTracking).ConfigureAwait(false);

        item.Stage = WriteStage.Save;
        saves.Forget();
        var saved = await context.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
        saves.RequireSaved();
        item.HasWritten = saves.HasWritten(saved);
    }

    /// <summary>What keeps the spec from being called: a gate that does not hold, then a target that is missing.</summary>
    private async ValueTask<WriteFailure?> RefusalAsync(
        WriteItem item, GateAnswers answers, object? target, CancellationToken cancellationToken)
    {
        var isUnknown = false;
        if (item.Gate is not null)
        {
            var verdict = await item.Gate.EvaluateAsync(answers, cancellationToken).ConfigureAwait(false);
            if (verdict.IsFalse) return failures.NotAllowed(item, verdict, target);
            isUnknown = verdict.IsUnknown;
        }

        if (item.Target is null || answers.TargetFound) return null;

        return item.CreatesIfMissing && !isUnknown ? null : failures.TargetNotFound(item);
    }

    private async ValueTask RunSpecAsync(WriteItem item, object? target, Func<Task> beforeTracking)
    {
        // A lazy load inside Apply would look for changes, and fix up navigations before the graph is looked at.
        context.ChangeTracker.AutoDetectChangesEnabled = false;
        try
        {
            item.RunSpec(target, graphs);
            if (item.OwnsGraph)
            {
                await beforeTracking().ConfigureAwait(false);
                graphs.RequireOwn(item.Graph);
            }

            item.Track(context);
        }
        finally
        {
            context.ChangeTracker.AutoDetectChangesEnabled = true;
        }
    }
}
