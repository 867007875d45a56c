namespace Conditional.Bulk.Tests.Specs;

/// <summary>The ways to give a key to an updater or a purger.</summary>
public sealed class KeyTests
{
    private static readonly UpdaterSpec<string> s_spec = UpdaterSpec.For<string>(_ => { });
    private static readonly Guid s_id = Guid.NewGuid();

    [Fact]
    public void Updater_OneValue_IsTheKey()
    {
        var updater = new Updater<string>(s_spec, s_id);

        updater.Spec.Should().BeSameAs(s_spec);
        updater.KeyValues.Should().Equal(s_id);
    }

    [Fact]
    public void Updater_SomeValues_AreTheKeyInOrder() =>
        new Updater<string>(s_spec, s_id, 7, "north").KeyValues.Should().Equal(s_id, 7, "north");

    [Fact]
    public void Updater_CollectionExpression_IsTheKey() =>
        new Updater<string>(s_spec, [s_id, 7]).KeyValues.Should().Equal(s_id, 7);

    [Fact]
    public void Updater_List_IsTheKey() =>
        new Updater<string>(s_spec, new List<object> { s_id, 7 }).KeyValues.Should().Equal(s_id, 7);

    [Fact]
    public void Purger_OneValue_IsTheKey() => new Purger<string>(s_id).KeyValues.Should().Equal(s_id);

    [Fact]
    public void Purger_SomeValues_AreTheKeyInOrder() =>
        new Purger<string>(s_id, 7, "north").KeyValues.Should().Equal(s_id, 7, "north");

    [Fact]
    public void Purger_CollectionExpression_IsTheKey() => new Purger<string>([s_id, 7]).KeyValues.Should().Equal(s_id, 7);

    [Fact]
    public void Purger_List_IsTheKey() =>
        new Purger<string>(new List<object> { s_id, 7 }).KeyValues.Should().Equal(s_id, 7);

    /// <summary>Arrays are lists of objects to the compiler only where their elements are objects.</summary>
    [Fact]
    public void Purger_Bytes_AreOneValue()
    {
        byte[] hash = [1, 2, 3];

        new Purger<string>(hash).KeyValues.Should().ContainSingle().Which.Should().BeSameAs(hash);
    }

    [Fact]
    public void Purger_IntegrityChecks_AreEmptyByDefault() => new Purger<string>(s_id).IntegrityChecks.Should().BeEmpty();

    [Fact]
    public void KeyValues_ChangedList_StayAsTheyWere()
    {
        var keyValues = new List<object> { 1, "a" };
        var purger = new Purger<string>(keyValues);
        var updater = new Updater<string>(UpdaterSpec.For<string>(_ => { }), keyValues);

        keyValues[0] = 2;

        purger.KeyValues.Should().Equal(1, "a");
        updater.KeyValues.Should().Equal(1, "a");
    }
}
