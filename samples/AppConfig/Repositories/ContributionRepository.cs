using System.Linq.Expressions;
using AppConfig.Data;
using AppConfig.Model;
using Conditional.Bulk;
using Microsoft.EntityFrameworkCore;

namespace AppConfig.Repositories;

/// <summary>What the merged read merges.</summary>
public sealed class ContributionRepository(DbOpsProvider<AppConfigDb> db)
{
    /// <summary>The fragments of these names that hold, with their ranks, in one query.</summary>
    public Task<List<Contribution>> ListAsync(
        IReadOnlyCollection<string> configNames, Expression<Func<Fragment, bool>> holds, CancellationToken cancellationToken) =>
        db.ReadAsync(
            (ops, ct) => ops.Context.Fragments
                .Where(holds)
                .Where(f => configNames.Contains(f.ConfigName))
                .Select(f => new Contribution(f.ConfigName, f.ScopeType, f.Grant!.Rank, f.Document))
                .ToListAsync(ct),
            cancellationToken);
}

/// <summary>A document and where it stands among those of the same name.</summary>
public sealed record Contribution(string ConfigName, ScopeType ScopeType, int Rank, string Document);
