namespace Conditional.Bulk.Tests.Batches;

/// <summary>What a consumer's own tests do: build results by hand.</summary>
public sealed class BatchResultTests
{
    private static readonly IBulkWrite s_write = new Purger<string>("secret key");
    private static readonly WriteFailure s_refused = new(1, WriteFailureKind.NotAllowed, "refused", new TimeoutException());
    private static readonly WriteFailure s_late = new(3, WriteFailureKind.NotAttempted, "too late", new TimeoutException());

    private static readonly BatchResult<string> s_mixed = new(
    [
        new(0, "secret a", s_write, "row", WriteAction.Created),
        new("secret b", s_write, s_refused),
        new(2, "secret c", s_write, Version.Parse("1.0"), WriteAction.Purged),
        new("secret d", s_write, s_late),
    ]);

    [Fact]
    public void Items_Mixed_KeepTheirOrder()
    {
        s_mixed.Items.Select(item => (item.Index, item.Source, item.Action, item.IsSuccess)).Should().Equal(
            (0, "secret a", WriteAction.Created, true), (1, "secret b", WriteAction.None, false), (2, "secret c", WriteAction.Purged, true),
            (3, "secret d", WriteAction.None, false));
        s_mixed.Items.Should().OnlyContain(item => item.Write == s_write);
    }

    [Fact]
    public void Succeeded_Mixed_IsTheEntitiesOfTheType()
    {
        s_mixed.Succeeded<string>().Should().Equal("row");
        s_mixed.Succeeded<Version>().Should().Equal(Version.Parse("1.0"));
        s_mixed.Succeeded<object>().Should().HaveCount(2);
    }

    [Fact]
    public void Failed_Mixed_HasSourceWriteAndFailure() => s_mixed.Failed.Should()
        .Equal(new BatchFailure<string>("secret b", s_write, s_refused), new BatchFailure<string>("secret d", s_write, s_late));

    [Fact]
    public void FailedBatch_Where_HasThose()
    {
        s_mixed.FailedBatch().Select(item => item.Key).Should().Equal("secret b", "secret d");
        s_mixed.FailedBatch(failed => failed.Failure.Kind is WriteFailureKind.NotAttempted)
            .Select(item => (item.Key, item.Value)).Should().Equal(("secret d", s_write));
    }

    [Fact]
    public void ThrowIfAnyFailed_Mixed_ThrowsAllFailures() => s_mixed.Invoking(result => result.ThrowIfAnyFailed())
        .Should().ThrowExactly<BulkWriteException>().Which.Failures.Should().Equal(s_refused, s_late);

    [Fact]
    public void ThrowIfAnyFailed_NoFailure_ReturnsItself()
    {
        var good = new BatchResult<int>([new(0, 1, s_write, "row", WriteAction.Updated)]);

        good.ThrowIfAnyFailed().Should().BeSameAs(good);
        good.HasFailures.Should().BeFalse();
    }

    /// <summary>Sources, keys and entities are the application's: none of them gets into a log by the way.</summary>
    [Fact]
    public void ToString_OfEachPart_HasNoValues()
    {
        IEnumerable<object> parts =
        [
            s_mixed, .. s_mixed.Items, .. s_mixed.Failed, s_mixed.FailedBatch(), s_write, new Updater<string>(UpdaterSpec.For<string>(_ => { }), "secret"),
        ];

        parts.Select(part => part.ToString()).Should().OnlyContain(text => !text!.Contains("secret") && !text.Contains("row"));
        s_mixed.Items.Select(item => item.ToString()).Should().Equal("0: Created", "1: refused", "2: Purged", "3: too late");
        s_mixed.Failed.Select(failed => failed.ToString()).Should().Equal("1: refused", "3: too late");
    }

    /// <summary>That it compiles, with warnings as errors, is half of the test.</summary>
    [Fact]
    public void IsSuccess_AsACondition_MakesTheOtherMembersNullSafe()
    {
        s_mixed.Items.Select(Describe).Should().Equal("row", "refused", "1.0", "too late");

        static string? Describe(BatchItemResult<string> item) => item.IsSuccess ? item.Entity.ToString() : item.Failure.Message;
    }

    [Fact]
    public void Constructor_Null_Throws()
    {
        FluentActions.Invoking(() => new BatchResult<int>(null!)).Should().ThrowExactly<ArgumentNullException>();
        FluentActions.Invoking(() => new BatchResult<int>([null!])).Should().ThrowExactly<ArgumentException>();
        FluentActions.Invoking(() => new BatchItemResult<int>(0, 1, null!, "row", WriteAction.Created)).Should().ThrowExactly<ArgumentNullException>();
        FluentActions.Invoking(() => new BatchItemResult<int>(0, 1, s_write, null!, WriteAction.Created)).Should().ThrowExactly<ArgumentNullException>();
        FluentActions.Invoking(() => new BatchItemResult<int>(1, s_write, null!)).Should().ThrowExactly<ArgumentNullException>();
    }
}
