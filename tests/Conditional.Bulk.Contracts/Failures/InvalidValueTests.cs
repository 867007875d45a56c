namespace Conditional.Bulk.Contracts.Failures;

/// <summary>Values that a value converter does not take.</summary>
public abstract class InvalidValueTests(TestProvider provider, EngineSetting engine) : FailureMatrixTests(provider, engine)
{
    private static readonly ExpectedFailure s_invalid = new(WriteFailureKind.InvalidValue, typeof(DbUpdateException));

    [Theory, Positions]
    public Task Create_ConverterThrows_InvalidValue(int position) =>
        CreateFailsAsync(position, s_invalid, Create(item => item.Rating = SecretNumber));

    [Theory, Positions]
    public Task Update_ConverterThrows_InvalidValue(int position) =>
        UpdateFailsAsync(position, s_invalid, Update(Key(position), item => item.Rating = SecretNumber));
}
