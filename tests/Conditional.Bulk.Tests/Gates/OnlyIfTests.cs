namespace Conditional.Bulk.Tests.Gates;

/// <summary>How a gate is put together; what it means is tested where there is a database.</summary>
public sealed class OnlyIfTests
{
    private static readonly OnlyIf s_gate = OnlyIf.Exists<string>(row => row == "grant");

    [Fact]
    public void Exists_NullPredicate_Throws() =>
        FluentActions.Invoking(() => OnlyIf.Exists<string>(null!)).Should().ThrowExactly<ArgumentNullException>()
            .WithParameterName("predicate");

    [Fact]
    public void NotExists_NullPredicate_Throws() =>
        FluentActions.Invoking(() => OnlyIf.NotExists<string>(null!)).Should().ThrowExactly<ArgumentNullException>()
            .WithParameterName("predicate");

    [Fact]
    public void Target_NullPredicate_Throws() =>
        FluentActions.Invoking(() => OnlyIf.Target<string>(null!)).Should().ThrowExactly<ArgumentNullException>()
            .WithParameterName("predicate");

    [Fact]
    public void TargetOfTwo_NullPredicate_Throws() =>
        FluentActions.Invoking(() => OnlyIf.Target<string, string>(null!)).Should().ThrowExactly<ArgumentNullException>()
            .WithParameterName("predicate");

    [Fact]
    public void Because_NullReason_Throws() =>
        s_gate.Invoking(gate => gate.Because(null!)).Should().ThrowExactly<ArgumentNullException>().WithParameterName("reason");

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("\t\r\n")]
    public void Because_EmptyReason_Throws(string reason) =>
        s_gate.Invoking(gate => gate.Because(reason)).Should().ThrowExactly<ArgumentException>().WithParameterName("reason");

    [Fact]
    public void OrThrow_NullFactory_Throws() =>
        s_gate.Invoking(gate => gate.OrThrow(null!)).Should().ThrowExactly<ArgumentNullException>()
            .WithParameterName("exception");

    [Fact]
    public void And_NullOperand_Throws()
    {
        FluentActions.Invoking(() => null! & s_gate).Should().ThrowExactly<ArgumentNullException>().WithParameterName("left");
        FluentActions.Invoking(() => s_gate & null!).Should().ThrowExactly<ArgumentNullException>().WithParameterName("right");
    }

    [Fact]
    public void Or_NullOperand_Throws()
    {
        FluentActions.Invoking(() => null! | s_gate).Should().ThrowExactly<ArgumentNullException>().WithParameterName("left");
        FluentActions.Invoking(() => s_gate | null!).Should().ThrowExactly<ArgumentNullException>().WithParameterName("right");
    }

    [Fact]
    public void Not_NullOperand_Throws() =>
        FluentActions.Invoking(() => !(OnlyIf)null!).Should().ThrowExactly<ArgumentNullException>().WithParameterName("onlyIf");

    /// <summary>A gate serves any number of items, so nothing that is done with it may change it.</summary>
    [Fact]
    public void Combinators_OnAGate_MakeAnotherOne()
    {
        (s_gate & s_gate).Should().NotBeSameAs(s_gate);
        (s_gate | s_gate).Should().NotBeSameAs(s_gate);
        (!s_gate).Should().NotBeSameAs(s_gate);
        s_gate.OrThrow(() => new TimeoutException()).Should().NotBeSameAs(s_gate);
        s_gate.Because("reason").Should().NotBeSameAs(s_gate);
        s_gate.WithoutLock().Should().NotBeSameAs(s_gate);
    }
}
