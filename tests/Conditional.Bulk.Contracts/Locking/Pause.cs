namespace Conditional.Bulk.Contracts.Locking;

/// <summary>A point where a session stops until the test lets it go on; from then on it is passed without a stop.</summary>
public sealed class Pause
{
    /// <summary>Only a test that fails waits for so long.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _resumed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Waits until a session has come to this point.</summary>
    /// <param name="session">What that session does; ends the wait with an exception if it ends without coming here.</param>
    public async Task ReachedAsync(Task session)
    {
        await Task.WhenAny(_reached.Task, session).WaitAsync(Patience);
        if (_reached.Task.IsCompleted) return;

        await session;
        throw new InvalidOperationException("The session ended without a stop.");
    }

    public Task StopAsync()
    {
        _reached.TrySetResult();
        return _resumed.Task.WaitAsync(Patience);
    }

    /// <summary>
    /// For specs, which are not asynchronous. Blocks the thread, which is the test's own unless the session was started with
    /// <see cref="Task.Run(Action)"/>: with a warm connection pool nothing on the way here need be asynchronous.
    /// </summary>
    public void Stop() => StopAsync().GetAwaiter().GetResult();

    public void Resume() => _resumed.TrySetResult();
}
