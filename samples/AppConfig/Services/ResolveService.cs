using System.Text.Json.Nodes;
using AppConfig.Model;
using AppConfig.Repositories;

namespace AppConfig.Services;

/// <summary>The merged read: what config names come to for a caller.</summary>
public sealed class ResolveService(ContributionRepository contributions)
{
    /// <returns>One document for each name, in the order of the names.</returns>
    /// <exception cref="NothingToResolveException">Nothing contributes to one of them.</exception>
    public async Task<IReadOnlyList<Resolved>> ResolveAsync(
        Caller caller, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var found = await contributions.ListAsync(names.Distinct().ToList(), caller.Holds, cancellationToken);
        var merged = found
            .GroupBy(contribution => contribution.ConfigName)
            .ToDictionary(group => group.Key, group => JsonMerge.Merge(InOrder(group).Select(one => one.Document)));

        var missing = names.Where(name => !merged.ContainsKey(name)).Distinct().ToList();
        return missing.Count == 0
            ? [.. names.Select(name => new Resolved(name, merged[name]))]
            : throw new NothingToResolveException(missing);
    }

    // Administrators may give two scope types the same rank; the more special one wins then.
    private static IEnumerable<Contribution> InOrder(IEnumerable<Contribution> contributions) => contributions
        .OrderBy(contribution => contribution.Rank)
        .ThenBy(contribution => contribution.ScopeType.DefaultRank);
}

/// <summary>What a config name comes to.</summary>
public sealed record Resolved(string Name, JsonNode? Document);
