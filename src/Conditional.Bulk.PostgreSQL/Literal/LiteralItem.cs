using Conditional.Bulk.Infrastructure;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>How an item is sent.</summary>
internal enum Sending
{
    /// <summary>With others behind it, in the belief that whatever the server accepts has succeeded.</summary>
    Together,

    /// <summary>
    /// With others behind it, and rolled back at once, in the belief that its answer means failure although the server accepts
    /// it.
    /// </summary>
    Tried,

    /// <summary>As the last of its batch, and its savepoint is left open until its answer was read.</summary>
    Alone,
}

/// <summary>What one item writes, statement by statement, and what became of it.</summary>
internal sealed class LiteralItem
{
    /// <summary>
    /// The server has a statement planned anew when a table has changed. More often than that, something else is wrong.
    /// </summary>
    private const int MostStalePlans = 3;

    private readonly IReadOnlyList<IReadOnlyList<RecordedCommand>> _waves;
    private int _wave;
    private int _stalePlans;

    public LiteralItem(RecordedItem recorded, bool isOnlyOne)
    {
        Recorded = recorded;
        _waves = WavesOf(recorded.Commands);
        Sending = isOnlyOne || _waves.Count > 1 ? Sending.Alone : Sending.Together;
        IsDone = recorded.Commands.Count == 0;
    }

    public RecordedItem Recorded { get; }

    /// <summary>It is written, or it failed.</summary>
    public bool IsDone { get; private set; }

    public Sending Sending { get; private set; }

    /// <summary>The commands to send next.</summary>
    public IReadOnlyList<RecordedCommand> Commands => _waves[_wave];

    /// <summary>Whether a part of it is written, in its savepoint, which is open.</summary>
    public bool IsBegun => _wave > 0;

    /// <summary>Goes on to the commands that need what those before them have read back.</summary>
    /// <returns>False if there are no more.</returns>
    public bool NextWave()
    {
        if (_wave + 1 == _waves.Count) return false;

        _wave++;
        return true;
    }

    /// <summary>Says that nothing of it is written any more.</summary>
    public void StartOver() => _wave = 0;

    public void BeMoreCareful()
    {
        StartOver();
        Sending = Sending == Sending.Together ? Sending.Tried : Sending.Alone;
    }

    public void Succeed() => IsDone = true;

    public void Fail(Misfortune misfortune)
    {
        if (misfortune.Cause is { } cause) Recorded.Reject(cause, misfortune.Command);
        else Recorded.Conflict(misfortune.Command);
        IsDone = true;
    }

    /// <summary>Whether an error is that of a plan made before a table has changed, and the item is to be sent again.</summary>
    public bool IsStale(Exception error) => ServerErrors.IsStalePlan(error) && ++_stalePlans <= MostStalePlans;

    private static IReadOnlyList<IReadOnlyList<RecordedCommand>> WavesOf(IReadOnlyList<RecordedCommand> commands)
    {
        if (commands.All(command => command.Links.Count == 0)) return [commands];

        var waves = new List<List<RecordedCommand>> { new() };
        foreach (var command in commands)
        {
            if (command.Links.Any(link => waves[^1].Contains(link.Source))) waves.Add([]);
            waves[^1].Add(command);
        }

        return waves;
    }
}

/// <summary>Why an item failed.</summary>
/// <param name="Command">At which command.</param>
/// <param name="Cause">The server's answer, or what the reading of the answer threw; null where the command did not write exactly
/// one row.</param>
internal readonly record struct Misfortune(RecordedCommand Command, Exception? Cause);
