namespace AppConfig.Model;

/// <summary>The JSON document of one config name for one scope.</summary>
public sealed class Fragment
{
    public required string ConfigName { get; init; }

    public required ScopeType ScopeType { get; init; }

    /// <summary>Whose it is; empty where the scope type has no scope id, since a primary key has no nulls.</summary>
    public required string ScopeId { get; init; }

    /// <summary>The JSON text as it was given.</summary>
    public required string Document { get; set; }

    /// <summary>The grant that it lives by; for queries.</summary>
    public AllowListEntry? Grant { get; init; }
}

/// <summary>What identifies a fragment.</summary>
public sealed record FragmentKey(string ConfigName, ScopeType ScopeType, string ScopeId)
{
    public override string ToString() => ScopeId.Length > 0 ? $"{ConfigName} {ScopeType}/{ScopeId}" : $"{ConfigName} {ScopeType}";
}

/// <summary>A document to create a fragment with, or to put in the place of its document.</summary>
public sealed record FragmentDraft(FragmentKey Key, string Document);

/// <summary>What to do with a fragment.</summary>
public enum FragmentAction
{
    Create,
    Update,

    /// <summary>Update it if it is there, else create it.</summary>
    Upsert,
    Purge,
}

/// <summary>One operation of a mixed batch.</summary>
/// <param name="Action">What to do.</param>
/// <param name="Draft">What with; the document of a purge is not looked at.</param>
public sealed record FragmentOperation(FragmentAction Action, FragmentDraft Draft);
