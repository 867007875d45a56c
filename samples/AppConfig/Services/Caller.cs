using System.Linq.Expressions;
using AppConfig.Model;

namespace AppConfig.Services;

/// <summary>Who calls, and what that means for fragments. An anonymous caller has neither id nor domain.</summary>
public sealed record Caller(string? UserId = null, string? Domain = null, bool IsAdministrator = false)
{
    /// <summary>The fragments that hold for the caller: what a merged read merges.</summary>
    public Expression<Func<Fragment, bool>> Holds => f =>
        f.ScopeType == ScopeType.Public
        || (f.ScopeType == ScopeType.Domain && f.ScopeId == Domain)
        || (f.ScopeType == ScopeType.User && f.ScopeId == UserId);

    /// <summary>The fragments that the caller may read one by one.</summary>
    public Expression<Func<Fragment, bool>> MayRead => IsAdministrator ? _ => true : Holds;

    /// <summary>Administrators write whatever the allow-list grants, others only what is their own.</summary>
    public bool MayWrite(FragmentKey key) => IsAdministrator || (key.ScopeType == ScopeType.User && key.ScopeId == UserId);
}
