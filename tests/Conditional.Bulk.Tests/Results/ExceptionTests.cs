using Microsoft.EntityFrameworkCore;

namespace Conditional.Bulk.Tests.Results;

public sealed class ExceptionTests
{
    private static readonly WriteFailure s_first = new(1, WriteFailureKind.NotAllowed, "first message", new TimeoutException());
    private static readonly WriteFailure s_second = new(5, WriteFailureKind.SpecFailed, "second message", new TimeoutException());

    /// <summary>Handlers that a caller already has for EF's writes take these, too.</summary>
    [Theory]
    [InlineData(typeof(ConditionalWriteNotAllowedException))]
    [InlineData(typeof(ConditionalWriteTargetNotFoundException))]
    [InlineData(typeof(BulkWriteException))]
    public void ExceptionOfAWrite_IsA_DbUpdateException(Type type) => type.Should().BeDerivedFrom<DbUpdateException>();

    /// <summary>Execution strategies look through that type, and would run the writes again.</summary>
    [Fact]
    public void CommitOutcomeUnknown_IsNotA_DbUpdateException() =>
        typeof(CommitOutcomeUnknownException).Should().NotBeDerivedFrom<DbUpdateException>();

    [Fact]
    public void CommitOutcomeUnknown_Cause_IsTheInnerException()
    {
        var cause = new TimeoutException();

        new CommitOutcomeUnknownException(cause).InnerException.Should().BeSameAs(cause);
    }

    [Fact]
    public void BulkWrite_OneFailure_SpeaksOfIt() =>
        new BulkWriteException([s_first]).Message.Should().Contain(s_first.Message);

    [Fact]
    public void BulkWrite_SomeFailures_SpeaksOfTheirNumberAndTheFirst()
    {
        var exception = new BulkWriteException([s_first, s_second]);

        exception.Message.Should().Contain("2").And.Contain(s_first.Message);
        exception.Failures.Should().Equal(s_first, s_second);
    }

    [Fact]
    public void BulkWrite_NoFailure_Throws()
    {
        FluentActions.Invoking(() => new BulkWriteException([])).Should().ThrowExactly<ArgumentException>()
            .WithParameterName("failures");
    }

    [Fact]
    public void BulkWrite_NullFailures_Throws()
    {
        FluentActions.Invoking(() => new BulkWriteException(null!)).Should().ThrowExactly<ArgumentNullException>()
            .WithParameterName("failures");
    }
}
