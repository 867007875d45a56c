namespace Conditional.Bulk.Contracts;

/// <summary>
/// A way in which batches are written, and the options that choose it. Every setting gives the same results and leaves the same rows,
/// so the contracts are proved for each.
/// </summary>
/// <param name="Name">What a failing test prints.</param>
public record EngineSetting(string Name)
{
    /// <summary>As the library does by itself: in windows.</summary>
    public static EngineSetting InWindows { get; } = new("in windows");

    /// <summary>Each item by itself.</summary>
    public static EngineSetting ItemByItem { get; } = new("item by item") { Defaults = new() { ItemsPerWindow = 1 } };

    /// <summary>Windows that are so small that few items make many.</summary>
    public static EngineSetting InWindowsOfTwo { get; } = new("in windows of two") { Defaults = new() { ItemsPerWindow = 2 } };

    /// <summary>The settings on which every provider proves every contract.</summary>
    public static IReadOnlyList<EngineSetting> All { get; } = [InWindows, ItemByItem];

    /// <summary>What can be chosen on every provider, the reference first: what all others are compared with.</summary>
    public static IReadOnlyList<EngineSetting> Common { get; } =
    [
        ItemByItem,
        InWindows,
        InWindowsOfTwo,
        new("in windows, 1 item per savepoint") { Defaults = new() { ItemsPerSavepoint = 1 } },
        new("in windows, 3 items per savepoint") { Defaults = new() { ItemsPerSavepoint = 3 } },
        new("in windows, 64 items per savepoint") { Defaults = new() { ItemsPerSavepoint = 64 } },
        new("in windows of two, 3 items per savepoint") { Defaults = new() { ItemsPerWindow = 2, ItemsPerSavepoint = 3 } },
    ];

    /// <summary>What <c>UseConditionalBulk</c> is given.</summary>
    public BulkOptions Defaults { get; init; } = new();

    public sealed override string ToString() => Name;
}
