namespace Conditional.Bulk.Tests.Batches;

public sealed class ConditionalExtensionsTests
{
    private static readonly OnlyIf s_gate = OnlyIf.Exists<string>(row => row == "grant");

    [Fact]
    public void OnlyIf_OnASpec_IsAConditionalCreator()
    {
        var spec = CreatorSpec.For(() => "row");

        spec.OnlyIf(s_gate).Should().Be(new ConditionalCreator<string>(spec, s_gate));
    }

    [Fact]
    public void OnlyIf_OnAnUpdater_IsAConditionalUpdater()
    {
        var updater = new Updater<string>(UpdaterSpec.For<string>(_ => { }), 1);

        updater.OnlyIf(s_gate).Should().Be(new ConditionalUpdater<string>(updater, s_gate));
    }

    [Fact]
    public void OnlyIf_OnAPurger_IsAConditionalPurger()
    {
        var purger = new Purger<string>(1);

        purger.OnlyIf(s_gate).Should().Be(new ConditionalPurger<string>(purger, s_gate));
    }
}
