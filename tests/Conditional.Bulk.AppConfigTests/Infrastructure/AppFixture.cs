namespace Conditional.Bulk.AppConfigTests;

/// <summary>
/// A running application, shared by the classes of one provider, which run one after another. Each test has config names of its own.
/// </summary>
public abstract class AppFixture : IAsyncLifetime
{
    private readonly List<AppConfigApp> _apps = [];

    public AppConfigApp App { get; private set; } = null!;

    public virtual async Task InitializeAsync()
    {
        App = Start(await CreateDatabaseAsync());
        App.CreateClient().Dispose();
    }

    public virtual async Task DisposeAsync()
    {
        foreach (var app in _apps) await app.DisposeAsync();
    }

    /// <summary>Makes an empty database, and returns the settings for it.</summary>
    public abstract Task<IReadOnlyDictionary<string, string>> CreateDatabaseAsync();

    /// <summary>Returns once a session of the shared application waits for a lock; at once where waiting cannot be seen.</summary>
    public abstract Task WaitUntilBlockedAsync();

    /// <summary>Another application, which ends with the fixture.</summary>
    public AppConfigApp Start(IReadOnlyDictionary<string, string> settings, bool seed = false)
    {
        var app = new AppConfigApp(settings, seed);
        _apps.Add(app);
        return app;
    }
}
