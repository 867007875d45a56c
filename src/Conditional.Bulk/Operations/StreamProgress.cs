using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace Conditional.Bulk;

/// <summary>Tells how much of a stream is committed, at a bounded rate.</summary>
internal sealed class StreamProgress
{
    private static readonly TimeSpan s_least = TimeSpan.FromMilliseconds(100);

    private IProgress<BulkProgress>? _progress;
    private long _told;
    private bool _isTold = true;
    private int _succeeded;

    /// <summary>How many items failed, without those that were not attempted.</summary>
    public int Failed { get; private set; }

    /// <summary>How many items have a result.</summary>
    public int Done { get; private set; }

    /// <summary>Counts results that stand.</summary>
    public void Count<TSource>(IEnumerable<BatchItemResult<TSource>> results)
    {
        foreach (var result in results)
        {
            Done = checked(Done + 1);
            if (result.IsSuccess) _succeeded++;
            else if (result.Failure.Kind is not WriteFailureKind.NotAttempted) Failed++;
            _isTold = false;
        }
    }

    /// <summary>Tells the counts, unless it did so a moment ago.</summary>
    /// <returns>What the listener threw; null if nothing.</returns>
    public ExceptionDispatchInfo? Tell(IProgress<BulkProgress>? progress)
    {
        _progress = progress;
        return _told != 0 && Stopwatch.GetElapsedTime(_told) < s_least ? null : TellLast();
    }

    /// <summary>Tells the counts, if they have changed.</summary>
    /// <returns>What the listener threw; null if nothing.</returns>
    public ExceptionDispatchInfo? TellLast()
    {
        if (_isTold) return null;

        (_told, _isTold) = (Stopwatch.GetTimestamp(), true);
        try
        {
            _progress?.Report(new BulkProgress(Done, _succeeded, Done - _succeeded, Total: 0));
            return null;
        }
        catch (Exception exception)
        {
            return ExceptionDispatchInfo.Capture(exception);
        }
    }
}
