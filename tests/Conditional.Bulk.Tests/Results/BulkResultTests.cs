namespace Conditional.Bulk.Tests.Results;

/// <summary>What a consumer's own tests do: build results by hand.</summary>
public sealed class BulkResultTests
{
    private static readonly WriteFailure s_refused = new(1, WriteFailureKind.NotAllowed, "refused", new TimeoutException());
    private static readonly WriteFailure s_duplicate =
        new(3, WriteFailureKind.UniqueViolation, "duplicate", new TimeoutException());

    private static readonly BulkResult<string> s_mixed =
        new([new(0, "first"), new(s_refused), new(2, "second"), new(s_duplicate)]);

    private static readonly BulkResult<string> s_good = new([new(0, "first"), new(1, "second")]);

    [Fact]
    public void Items_Mixed_KeepTheirOrder()
    {
        s_mixed.Items.Select(item => item.Index).Should().Equal(0, 1, 2, 3);
        s_mixed.Items.Select(item => item.IsSuccess).Should().Equal(true, false, true, false);
    }

    [Fact]
    public void Items_ChangedSource_AreACopy()
    {
        var source = new List<ItemResult<string>> { new(0, "first") };
        var result = new BulkResult<string>(source);

        source.Clear();

        result.Items.Should().ContainSingle();
    }

    [Fact]
    public void Succeeded_Mixed_IsTheEntitiesInOrder() => s_mixed.Succeeded.Should().Equal("first", "second");

    [Fact]
    public void Failed_Mixed_IsTheFailuresInOrder() => s_mixed.Failed.Should().Equal(s_refused, s_duplicate);

    [Fact]
    public void HasFailures_Mixed_IsTrue() => s_mixed.HasFailures.Should().BeTrue();

    [Fact]
    public void HasFailures_AllSucceeded_IsFalse()
    {
        s_good.HasFailures.Should().BeFalse();
        s_good.Failed.Should().BeEmpty();
    }

    [Fact]
    public void HasFailures_Empty_IsFalse()
    {
        var empty = new BulkResult<string>([]);

        empty.HasFailures.Should().BeFalse();
        empty.Items.Should().BeEmpty();
    }

    [Fact]
    public void ThrowIfAnyFailed_AllSucceeded_ReturnsItself() => s_good.ThrowIfAnyFailed().Should().BeSameAs(s_good);

    [Fact]
    public void ThrowIfAnyFailed_Mixed_ThrowsAllFailures()
    {
        s_mixed.Invoking(result => result.ThrowIfAnyFailed()).Should().ThrowExactly<BulkWriteException>()
            .Which.Failures.Should().Equal(s_refused, s_duplicate);
    }

    [Fact]
    public void Constructor_NullItems_Throws()
    {
        FluentActions.Invoking(() => new BulkResult<string>(null!)).Should().ThrowExactly<ArgumentNullException>();
    }
}
