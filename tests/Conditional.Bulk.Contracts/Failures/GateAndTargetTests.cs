namespace Conditional.Bulk.Contracts.Failures;

/// <summary>Items that are refused by their gate or whose row is not there.</summary>
public abstract class GateAndTargetTests(TestProvider provider, EngineSetting engine) : FailureMatrixTests(provider, engine)
{
    private static readonly ExpectedFailure s_notAllowed =
        new(WriteFailureKind.NotAllowed, typeof(ConditionalWriteNotAllowedException));

    private static readonly ExpectedFailure s_notFound =
        new(WriteFailureKind.TargetNotFound, typeof(ConditionalWriteTargetNotFoundException));

    private int _calls;

    [Theory, Positions]
    public async Task Create_GateIsFalse_NotAllowedAndSpecNotCalled(int position)
    {
        await CreateFailsAsync(position, s_notAllowed, Create(_ => _calls++, Closed));

        _calls.Should().Be(0);
    }

    [Theory, Positions]
    public async Task Update_GateIsFalse_NotAllowedAndSpecNotCalled(int position)
    {
        await UpdateFailsAsync(position, s_notAllowed, Update(Key(position), _ => _calls++, Closed));

        _calls.Should().Be(0);
    }

    [Theory, Positions]
    public Task Purge_GateIsFalse_NotAllowed(int position) =>
        PurgeFailsAsync(position, s_notAllowed, Purge(Key(position), Closed));

    [Theory, Positions]
    public async Task Update_RowMissing_TargetNotFoundAndSpecNotCalled(int position)
    {
        await UpdateFailsAsync(position, s_notFound, Update(MissingKey, _ => _calls++));

        _calls.Should().Be(0);
    }

    [Theory, Positions]
    public Task Purge_RowMissing_TargetNotFound(int position) => PurgeFailsAsync(position, s_notFound, Purge(MissingKey));
}
