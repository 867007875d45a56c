namespace AppConfig.Model;

/// <summary>Which fragments to look for; null stands for all.</summary>
/// <param name="ConfigName">A part of the config name.</param>
/// <param name="ScopeType">The scope type.</param>
/// <param name="ScopeId">The scope id.</param>
/// <param name="Page">From 1.</param>
/// <param name="PageSize">The most that a page holds.</param>
public sealed record FragmentFilter(string? ConfigName, ScopeType? ScopeType, string? ScopeId, int Page, int PageSize);
