namespace Conditional.Bulk.Benchmarks;

/// <summary>Bundles are created with their parts, each bundle one item.</summary>
internal abstract class GraphWork<TKey>(string name) : CreateWork<Bundle<TKey>, TKey>(name)
{
    private const int Parts = 3;

    public override Draft NewDraft(Outcome outcome, int index) =>
        base.NewDraft(outcome, index) with { Parts = [.. Enumerable.Range(0, Parts).Select(DraftPart.New)] };

    protected override IQueryable<Bundle<TKey>> Query(BenchmarkDb db) => base.Query(db).Include(bundle => bundle.Parts);

    protected override Row ToRow(Bundle<TKey> entity)
    {
        var parts = entity.Parts.OrderBy(part => part.Position).ToArray();
        return base.ToRow(entity) with
        {
            Parts = Row.TextOf(parts.Select(part => (part.Position, part.Document))),
            PartKeys = Row.TextOf(parts.Select(part => part.Id)),
        };
    }
}
