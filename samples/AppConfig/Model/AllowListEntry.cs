namespace AppConfig.Model;

/// <summary>Its presence is the grant to write fragments of this config name at this scope type.</summary>
public sealed class AllowListEntry
{
    public required string ConfigName { get; init; }

    public required ScopeType ScopeType { get; init; }

    /// <summary>The priority of these fragments when they are merged: higher wins.</summary>
    public required int Rank { get; set; }
}
