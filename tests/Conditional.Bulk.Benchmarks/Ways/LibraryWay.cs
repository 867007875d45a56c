namespace Conditional.Bulk.Benchmarks;

/// <summary>This library, with some options.</summary>
internal sealed class LibraryWay(string name, LibraryOptions options) : Way(name)
{
    public override bool NeedsPostgreSql => options.NeedPostgreSql;

    public override async Task<IReadOnlyList<Outcome>> RunAsync(
        Endpoint endpoint, IReadOnlyList<Draft> drafts, CancellationToken cancellationToken)
    {
        var provider = new DbOpsProvider<BenchmarkDb>(endpoint.ContextsWith(options));
        var result = await provider.WriteAsync(
            (ops, token) => ops.BulkConditionalCreatePartialAsync<Fragment>(
                [.. drafts.Select(draft => new FragmentSpec(draft).OnlyIf(Granted(draft.Name, draft.Scope)))],
                cancellationToken: token),
            cancellationToken);
        return [.. result.Items.Select((item, i) => ToOutcome(item, drafts[i]))];
    }

    private static OnlyIf Granted(string name, Scope scope) =>
        OnlyIf.Exists<AllowListEntry>(a => a.Name == name && a.Scope == scope);

    private static Outcome ToOutcome(ItemResult<Fragment> item, Draft draft) => item switch
    {
        { IsSuccess: true } when item.Entity.Id == draft.Id => Outcome.Written,
        { Failure.Kind: WriteFailureKind.NotAllowed } => Outcome.Refused,
        { Failure.Kind: WriteFailureKind.UniqueViolation } => Outcome.Duplicate,
        _ => throw new WrongOutcomeException($"Unexpected result: {item}"),
    };
}

internal sealed class FragmentSpec(Draft draft) : CreatorSpec<Fragment>
{
    public override Fragment BuildEntity() => draft.ToFragment();
}
