namespace Conditional.Bulk.Benchmarks;

/// <summary>Which ways there are for which work. What is left out is said, so that no table seems to be whole.</summary>
internal static class Applicability
{
    /// <summary>Why a way cannot do what is asked for, or null if it can.</summary>
    public static string? WhyNot(Way way, Work work, Host host)
    {
        if (!way.CanDo(work)) return $"it cannot do '{work.Name}'";
        return host.NeedsSaveChanges && !way.UsesSaveChanges ? $"the host '{host.Name}' would see nothing of it" : null;
    }

    /// <summary>The ways that can, and of which it makes sense.</summary>
    public static IReadOnlyList<Way> Select(IReadOnlyList<Way> ways, Workload workload, int loopMaxItems, TextWriter output)
    {
        var selected = new List<Way>();
        foreach (var way in ways)
        {
            if (WhyNot(way, workload, loopMaxItems) is { } reason) output.WriteLine($"{way.Name} is left out: {reason}.");
            else selected.Add(way);
        }

        return selected;
    }

    private static string? WhyNot(Way way, Workload workload, int loopMaxItems)
    {
        if (WhyNot(way, workload.Work, workload.Host) is { } reason) return reason;
        if (!way.IsolatesItems && workload.FailureRate > 0) return "one item that fails fails all";
        return way.IsQuadratic && workload.Count > loopMaxItems ? $"more than {loopMaxItems} items (--loop-max-items)" : null;
    }
}
