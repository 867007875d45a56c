namespace Conditional.Bulk.Tests.Results;

public sealed class ItemResultTests
{
    private static readonly WriteFailure s_failure =
        new(4, WriteFailureKind.CheckViolation, "out of range", new TimeoutException());

    [Fact]
    public void Constructor_Entity_IsASuccess()
    {
        var item = new ItemResult<string>(7, "row");

        item.Index.Should().Be(7);
        item.IsSuccess.Should().BeTrue();
        item.Entity.Should().Be("row");
        item.Failure.Should().BeNull();
    }

    [Fact]
    public void Constructor_Action_IsKept()
    {
        new ItemResult<string>(7, "row", WriteAction.Updated).Action.Should().Be(WriteAction.Updated);
        new ItemResult<string>(7, "row").Action.Should().Be(WriteAction.None);
        new ItemResult<string>(s_failure).Action.Should().Be(WriteAction.None);
    }

    [Fact]
    public void Constructor_Failure_HasItsIndex()
    {
        var item = new ItemResult<string>(s_failure);

        item.Index.Should().Be(4);
        item.IsSuccess.Should().BeFalse();
        item.Entity.Should().BeNull();
        item.Failure.Should().BeSameAs(s_failure);
    }

    /// <summary>That it compiles, with warnings as errors, is half of the test.</summary>
    [Fact]
    public void IsSuccess_AsACondition_MakesTheOtherMembersNullSafe()
    {
        Describe(new ItemResult<string>(0, "row")).Should().Be(3);
        Describe(new ItemResult<string>(s_failure)).Should().Be(s_failure.Message.Length);

        static int Describe(ItemResult<string> item) => item.IsSuccess ? item.Entity.Length : item.Failure.Message.Length;
    }

    [Fact]
    public void ToString_Failure_HasIndexAndMessage() =>
        new ItemResult<string>(s_failure).ToString().Should().Contain("4").And.Contain("out of range");

    [Fact]
    public void Constructor_NullEntity_Throws()
    {
        FluentActions.Invoking(() => new ItemResult<string>(0, null!)).Should().ThrowExactly<ArgumentNullException>()
            .WithParameterName("entity");
    }

    [Fact]
    public void Constructor_NullFailure_Throws()
    {
        FluentActions.Invoking(() => new ItemResult<string>(null!)).Should().ThrowExactly<ArgumentNullException>()
            .WithParameterName("failure");
    }
}
