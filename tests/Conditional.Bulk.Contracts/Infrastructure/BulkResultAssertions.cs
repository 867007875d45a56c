namespace Conditional.Bulk.Contracts;

public static class BulkResultAssertions
{
    /// <summary>One item failed, in one of these ways, and all others succeeded.</summary>
    public static WriteFailure ShouldFailOnlyAt<TEntity>(
        this BulkResult<TEntity> result, int index, params WriteFailureKind[] kinds)
        where TEntity : class
    {
        result.Items.Select(item => item.Index).Should().Equal(Enumerable.Range(0, result.Items.Count));
        var failure = result.Failed.Should().ContainSingle().Subject;
        failure.Index.Should().Be(index);
        kinds.Should().Contain(failure.Kind, "{0}", failure.Exception);
        return failure;
    }
}
