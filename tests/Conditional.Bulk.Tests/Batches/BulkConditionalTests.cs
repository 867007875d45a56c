namespace Conditional.Bulk.Tests.Batches;

/// <summary>Batches are made by collection expressions or over a list, and keep a copy of their items.</summary>
public sealed class BulkConditionalTests
{
    private static readonly OnlyIf s_gate = OnlyIf.Exists<string>(row => row == "grant");
    private static readonly ConditionalCreator<string>[] s_creators = [.. Enumerable.Range(0, 3).Select(Creator)];
    private static readonly ConditionalUpdater<string>[] s_updaters = [.. Enumerable.Range(0, 3).Select(Updater)];
    private static readonly ConditionalPurger<string>[] s_purgers = [.. Enumerable.Range(0, 3).Select(Purger)];

    [Fact]
    public void Creator_CollectionExpression_HasTheItemsInOrder()
    {
        BulkConditionalCreator<string> bulk = [.. s_creators];

        bulk.Items.Should().Equal(s_creators);
    }

    [Fact]
    public void Updater_CollectionExpression_HasTheItemsInOrder()
    {
        BulkConditionalUpdater<string> bulk = [.. s_updaters];

        bulk.Items.Should().Equal(s_updaters);
    }

    [Fact]
    public void Purger_CollectionExpression_HasTheItemsInOrder()
    {
        BulkConditionalPurger<string> bulk = [.. s_purgers];

        bulk.Items.Should().Equal(s_purgers);
    }

    [Fact]
    public void Creator_EmptyCollectionExpression_IsEmpty()
    {
        BulkConditionalCreator<string> bulk = [];

        bulk.Items.Should().BeEmpty();
    }

    [Fact]
    public void Creator_ChangedList_KeepsItsItems()
    {
        var list = s_creators.ToList();
        var bulk = new BulkConditionalCreator<string>(list);

        list.Clear();

        bulk.Items.Should().Equal(s_creators);
    }

    [Fact]
    public void Updater_ChangedList_KeepsItsItems()
    {
        var list = s_updaters.ToList();
        var bulk = new BulkConditionalUpdater<string>(list);

        list.Clear();

        bulk.Items.Should().Equal(s_updaters);
    }

    [Fact]
    public void Purger_ChangedList_KeepsItsItems()
    {
        var list = s_purgers.ToList();
        var bulk = new BulkConditionalPurger<string>(list);

        list.Clear();

        bulk.Items.Should().Equal(s_purgers);
    }

    [Fact]
    public void Creator_Foreach_EnumeratesTheItems()
    {
        var seen = new List<ConditionalCreator<string>>();

        foreach (var item in new BulkConditionalCreator<string>(s_creators)) seen.Add(item);

        seen.Should().Equal(s_creators);
    }

    [Fact]
    public void Updater_Foreach_EnumeratesTheItems()
    {
        var seen = new List<ConditionalUpdater<string>>();

        foreach (var item in new BulkConditionalUpdater<string>(s_updaters)) seen.Add(item);

        seen.Should().Equal(s_updaters);
    }

    [Fact]
    public void Purger_Foreach_EnumeratesTheItems()
    {
        var seen = new List<ConditionalPurger<string>>();

        foreach (var item in new BulkConditionalPurger<string>(s_purgers)) seen.Add(item);

        seen.Should().Equal(s_purgers);
    }

    [Fact]
    public void Creator_NullItems_Throws() => FluentActions.Invoking(() => new BulkConditionalCreator<string>(null!))
        .Should().ThrowExactly<ArgumentNullException>().WithParameterName("Items");

    [Fact]
    public void Updater_NullItems_Throws() => FluentActions.Invoking(() => new BulkConditionalUpdater<string>(null!))
        .Should().ThrowExactly<ArgumentNullException>().WithParameterName("Items");

    [Fact]
    public void Purger_NullItems_Throws() => FluentActions.Invoking(() => new BulkConditionalPurger<string>(null!))
        .Should().ThrowExactly<ArgumentNullException>().WithParameterName("Items");

    private static ConditionalCreator<string> Creator(int i) => CreatorSpec.For(() => $"row {i}").OnlyIf(s_gate);

    private static ConditionalUpdater<string> Updater(int i) =>
        new Updater<string>(UpdaterSpec.For<string>(_ => { }), i).OnlyIf(s_gate);

    private static ConditionalPurger<string> Purger(int i) => new Purger<string>(i).OnlyIf(s_gate);

    [Fact]
    public void With_ChangedList_KeepsItsItems()
    {
        var items = new List<ConditionalPurger<string>> { new(new Purger<string>(1), OnlyIf.Exists<string>(_ => true)) };
        BulkConditionalPurger<string> empty = [];

        var bulk = empty with { Items = items };
        items.Clear();

        bulk.Items.Should().ContainSingle();
        bulk.Invoking(valid => valid with { Items = null! }).Should().Throw<ArgumentNullException>();
    }
}
