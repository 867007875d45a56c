namespace Conditional.Bulk.AppConfigTests;

/// <summary>Holds up the application after a certain command was executed, in its transaction, until it is released.</summary>
internal sealed class HeldCommand : IDisposable
{
    private static readonly TimeSpan s_giveUp = TimeSpan.FromSeconds(30);
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Waits for the command in the application.</summary>
    /// <param name="app">The application.</param>
    /// <param name="matches">Which commands count, by their text.</param>
    /// <param name="number">Which of these to hold, from 1.</param>
    public HeldCommand(AppConfigApp app, Func<string, bool> matches, int number)
    {
        var seen = 0;
        app.Commands.After = sql =>
        {
            if (!matches(sql) || Interlocked.Increment(ref seen) != number) return Task.CompletedTask;

            _reached.SetResult();
            return _released.Task.WaitAsync(s_giveUp);
        };
    }

    /// <summary>Completes once the command was executed.</summary>
    public Task Reached => _reached.Task.WaitAsync(s_giveUp);

    public void Release() => _released.TrySetResult();

    public void Dispose() => Release();
}
