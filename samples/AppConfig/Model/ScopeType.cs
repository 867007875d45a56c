using System.Diagnostics.CodeAnalysis;

namespace AppConfig.Model;

/// <summary>For whom a fragment holds.</summary>
/// <remarks>
/// All there is to say about a scope type is said here, once: the database, the API and the merge take it from here.
/// </remarks>
public sealed class ScopeType : IParsable<ScopeType>
{
    public static readonly ScopeType Public = new("public", defaultRank: 100, hasScopeId: false);
    public static readonly ScopeType Domain = new("domain", defaultRank: 200, hasScopeId: true);
    public static readonly ScopeType User = new("user", defaultRank: 300, hasScopeId: true);

    private ScopeType(string name, int defaultRank, bool hasScopeId) =>
        (Name, DefaultRank, HasScopeId) = (name, defaultRank, hasScopeId);

    public static IReadOnlyList<ScopeType> All { get; } = [Public, Domain, User];

    /// <summary>What it is called in the database and in the API.</summary>
    public string Name { get; }

    /// <summary>The rank that an allow-list entry gets unless an administrator gives one.</summary>
    public int DefaultRank { get; }

    /// <summary>Whether a fragment of this scope type says whose it is.</summary>
    public bool HasScopeId { get; }

    public static bool TryParse(string? s, IFormatProvider? provider, [MaybeNullWhen(false)] out ScopeType result) =>
        (result = All.FirstOrDefault(scopeType => scopeType.Name == s)) is not null;

    public static ScopeType Parse(string s, IFormatProvider? provider = null) => TryParse(s, provider, out var scopeType)
        ? scopeType
        : throw new FormatException($"'{s}' is no scope type; there are {string.Join(", ", All)}.");

    public override string ToString() => Name;
}
