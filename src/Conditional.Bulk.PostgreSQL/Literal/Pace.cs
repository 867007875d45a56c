namespace Conditional.Bulk.PostgreSQL;

/// <summary>
/// Learns from the failures so far how many items to send at once, and how many of them to put into one savepoint. What is sent
/// behind a failure is sent again, and so is what shares its savepoint.
/// </summary>
internal sealed class Pace(int itemsPerSavepoint)
{
    private const int FewestPerBatch = 16;

    /// <summary>How far apart failures are taken to be, at least, until there are two.</summary>
    private const double FirstDistance = 100;

    private int _sinceFailure;
    private double? _distance;

    /// <summary>
    /// At most this many items in the next batch: most batches end before the next failure is due, or not far behind it.
    /// </summary>
    public int ItemsPerBatch => _distance is { } distance
        ? (int)Math.Max(FewestPerBatch, 2.5 * Math.Max(distance, _sinceFailure))
        : int.MaxValue;

    /// <summary>At most this many items in the next savepoint.</summary>
    public int ItemsPerSavepoint => _distance is { } distance
        ? (int)Math.Clamp(Math.Max(distance, _sinceFailure) / 2, 1, itemsPerSavepoint)
        : itemsPerSavepoint;

    public void Succeeded() => _sinceFailure++;

    public void Failed()
    {
        _distance = _distance is { } distance ? (distance + _sinceFailure) / 2 : Math.Max(FirstDistance, _sinceFailure);
        _sinceFailure = 0;
    }
}
