using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Conditional.Bulk.Benchmarks;

/// <summary>The application around the writes: what its options hold that has nothing to do with how they are written.</summary>
internal abstract class Host(string name) : INamed
{
    public string Name { get; } = name;

    public virtual IReadOnlyList<IInterceptor> Interceptors => [];

    /// <summary>What it sets <see cref="ConfigRow.SavedBy"/> to in each row that it saves.</summary>
    public virtual string? SavedBy => null;

    /// <summary>Whether a way that goes around <c>SaveChanges</c> would write other rows.</summary>
    public bool NeedsSaveChanges => Interceptors.Count > 0;
}
