namespace Conditional.Bulk.Tests.Results;

public sealed class WriteFailureTests
{
    private static readonly TimeoutException s_exception = new("what the driver says");

    [Fact]
    public void Constructor_NoFactsBeyondTheKind_LeavesThemUnknown()
    {
        var failure = new WriteFailure(2, WriteFailureKind.Timeout, "too late", s_exception);

        failure.Index.Should().Be(2);
        failure.Kind.Should().Be(WriteFailureKind.Timeout);
        failure.Message.Should().Be("too late");
        failure.Exception.Should().BeSameAs(s_exception);
        failure.ConstraintName.Should().BeNull();
        failure.TableName.Should().BeNull();
        failure.ColumnNames.Should().BeEmpty();
        failure.SqlState.Should().BeNull();
    }

    [Fact]
    public void ToString_AnyFailure_IsItsMessage() =>
        new WriteFailure(2, WriteFailureKind.Timeout, "too late", s_exception).ToString().Should().Be("too late");

    [Fact]
    public void Of_ExceptionOfNoVerb_IsNull() => WriteFailure.Of(s_exception).Should().BeNull();

    /// <summary>Only what a verb throws is looked up, so a failure made by hand does not pass for one.</summary>
    [Fact]
    public void Of_ExceptionOfAFailureMadeByHand_IsNull()
    {
        var failure = new WriteFailure(0, WriteFailureKind.Timeout, "too late", new TimeoutException());

        WriteFailure.Of(failure.Exception).Should().BeNull();
    }

    [Fact]
    public void Of_Null_Throws()
    {
        FluentActions.Invoking(() => WriteFailure.Of(null!)).Should().ThrowExactly<ArgumentNullException>()
            .WithParameterName("exception");
    }
}
