namespace Conditional.Bulk.Contracts.EntityFramework;

/// <summary>A row of the EF matrix; the model makes its name unique, which is what the failing items violate.</summary>
public interface INamedRow
{
    string Name { get; set; }
}

/// <summary>Facts about one kind of mapping: all verbs have to work with it, also around an item that fails.</summary>
public abstract class RoundTripTests<TContext>(TestProvider provider, EngineSetting engine)
    : ContractTests<TContext>(provider, engine)
    where TContext : DbContext
{
    /// <summary>
    /// Creates, updates and purges rows, each with a failing item among good ones, and compares what the verbs return with what
    /// another context reads: whole rows, with what EF loads along with them.
    /// </summary>
    /// <param name="build">A new row with this name.</param>
    /// <param name="change">Changes everything that the mapping is about, to values that depend on the name.</param>
    /// <param name="key">The row's key values.</param>
    protected async Task RoundTripAsync<TRow>(Func<string, TRow> build, Action<TRow, string> change, Func<TRow, object[]> key)
        where TRow : class, INamedRow
    {
        var created = await NewOps().BulkCreatePartialAsync<TRow>([Create("a"), Create("a"), Create("b"), Create("c")]);

        created.ShouldFailOnlyAt(1, WriteFailureKind.UniqueViolation);
        created.Succeeded.Select(row => row.Name).Should().Equal("a", "b", "c");
        await ShouldBeCommittedAsync(created.Succeeded);

        var (a, b, c) = (created.Succeeded[0], created.Succeeded[1], created.Succeeded[2]);
        var updated = await NewOps().BulkUpdatePartialAsync<TRow>([Update(a, "a2"), Update(b, "a2"), Update(c, "c2")]);

        updated.ShouldFailOnlyAt(1, WriteFailureKind.UniqueViolation);
        updated.Succeeded.Select(row => row.Name).Should().Equal("a2", "c2");
        await ShouldBeCommittedAsync([.. updated.Succeeded, b]);

        var purged = await NewOps().BulkPurgePartialAsync<TRow>([Purge(a), Purge(a), Purge(c)]);

        purged.ShouldFailOnlyAt(1, WriteFailureKind.TargetNotFound);
        purged.Succeeded.Should().BeEquivalentTo(updated.Succeeded, options => options.RespectingRuntimeTypes());
        await ShouldBeCommittedAsync([b]);

        CreatorSpec<TRow> Create(string name) => CreatorSpec.For(() => build(name));

        Updater<TRow> Update(TRow row, string name) => new(
            UpdaterSpec.For<TRow>(loaded =>
            {
                loaded.Name = name;
                change(loaded, name);
            }),
            (IReadOnlyList<object>)key(row));

        Purger<TRow> Purge(TRow row) => new((IReadOnlyList<object>)key(row));
    }

    /// <summary>Another context reads these rows and no others.</summary>
    private async Task ShouldBeCommittedAsync<TRow>(IReadOnlyList<TRow> rows) where TRow : class
    {
        var committed = await CommittedAsync(context => context.Set<TRow>().AsNoTracking().ToListAsync());
        committed.Select(row => row.GetType()).Should().BeEquivalentTo(rows.Select(row => row.GetType()));
        committed.Should().BeEquivalentTo(rows, options => options.RespectingRuntimeTypes());
    }
}
