namespace Conditional.Bulk.Benchmarks;

/// <summary>A kind of configuration. A row needs one with its name.</summary>
internal sealed class Definition
{
    public required string Name { get; init; }
}

/// <summary>The gate: this configuration may be written at scopes of this type.</summary>
internal sealed class AllowListEntry
{
    public required string Name { get; init; }

    public required Scope Scope { get; init; }
}

internal enum Scope
{
    Public,
    Tenant,
}

/// <summary>The columns of every row that stands for an item.</summary>
internal abstract class ConfigRow
{
    public string Name { get; set; } = "";

    public Scope Scope { get; set; }

    public string ScopeId { get; set; } = "";

    public string Document { get; set; } = "";

    /// <summary>Set by a host that stamps what it saves.</summary>
    public string? SavedBy { get; set; }
}

/// <summary>The same with a key.</summary>
internal abstract class ConfigRow<TKey> : ConfigRow
{
    public TKey Id { get; set; } = default!;
}

/// <summary>A row whose key the client makes.</summary>
internal sealed class Fragment : ConfigRow<Guid>;

/// <summary>A row whose key the database makes.</summary>
internal sealed class NumberedFragment : ConfigRow<long>;

/// <summary>A row that is only there to be purged.</summary>
internal sealed class RetiredFragment : ConfigRow<Guid>;

/// <summary>A row that another system knows by its scope id, whose key the database makes.</summary>
internal sealed class SyncedFragment : ConfigRow<long>;

/// <summary>Keeps a fragment from being deleted.</summary>
internal sealed class Pin
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid FragmentId { get; init; }
}

/// <summary>A row with parts that are written with it.</summary>
internal sealed class Bundle<TKey> : ConfigRow<TKey>
{
    public List<BundlePart<TKey>> Parts { get; init; } = [];
}

/// <summary>A part of a bundle.</summary>
internal sealed class BundlePart<TKey>
{
    public TKey Id { get; set; } = default!;

    public TKey BundleId { get; set; } = default!;

    public required int Position { get; init; }

    public required string Document { get; init; }
}
