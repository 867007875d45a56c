namespace Conditional.Bulk.Contracts;

/// <summary>The engine that the tests of this assembly run on; every test is compiled into one assembly for each.</summary>
internal static class Engine
{
    /// <summary>The engine whose single steps a test is about, whatever the assembly's.</summary>
    public static BulkOptions ItemByItem { get; } = new() { ItemsPerWindow = 1 };

#if PER_ITEM
    /// <summary>The assembly's engine.</summary>
    public static BulkOptions Defaults => ItemByItem;

    /// <summary>The assembly's engine, in many steps.</summary>
    public static BulkOptions ManySteps => ItemByItem;
#else
    public static BulkOptions Defaults { get; } = new();

    public static BulkOptions ManySteps { get; } = new() { ItemsPerWindow = 2 };
#endif
}
