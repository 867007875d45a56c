namespace Conditional.Bulk.Contracts.Failures;

/// <summary>Specs that throw, or make what cannot be written.</summary>
public abstract class SpecFailedTests(TestProvider provider, EngineSetting engine) : FailureMatrixTests(provider, engine)
{
    private static readonly ExpectedFailure s_specThrew = SpecFailed<OutOfStockException>();

    [Theory, Positions]
    public Task Create_SpecThrows_SpecFailedWithItsException(int position) =>
        CreateFailsAsync(position, s_specThrew, Create(_ => throw new OutOfStockException()));

    [Theory, Positions]
    public Task Update_SpecThrows_SpecFailedWithItsException(int position) => UpdateFailsAsync(
        position,
        s_specThrew,
        Update(Key(position), item =>
        {
            item.Amount = SecretNumber;
            throw new OutOfStockException();
        }));

    [Theory, Positions]
    public Task Create_SpecReturnsNull_SpecFailed(int position) => CreateFailsAsync(
        position, SpecFailed<InvalidOperationException>(), CreatorSpec.For<Item>(() => null!).OnlyIf(Open));

    [Theory, Positions]
    public Task Update_SpecChangesTheKey_SpecFailed(int position) => UpdateFailsAsync(
        position, SpecFailed<InvalidOperationException>(), Update(Key(position), item => item.Id = SecretNumber));

    [Theory, Positions]
    public Task Update_SpecChangesAnAlternateKey_SpecFailed(int position) => UpdateFailsAsync(
        position, SpecFailed<InvalidOperationException>(), Update(Key(position), item => item.Serial = Secret));

    [Theory, Positions]
    public Task Create_KeyIsNull_SpecFailed(int position) => CreateFailsAsync(
        position, SpecFailed<InvalidOperationException>(), Create(item => item.Serial = null!));

    [Fact]
    public async Task Create_SameInstanceTwice_SecondIsSpecFailed()
    {
        var shared = New("shared");
        var specs = new[] { New("first"), shared, New("third"), shared, New("fifth") }
            .Select(item => CreatorSpec.For(() => item));

        var result = await NewOps().BulkCreatePartialAsync(specs);

        SpecFailed<InvalidOperationException>().Verify(result.Failed.Should().ContainSingle().Subject, 3);
        result.Items[1].Entity.Should().BeSameAs(shared);
        (await CreatedAsync()).Select(item => item.Code).Should()
            .Equal("first", "shared", "third", "fifth");
    }

    [Fact]
    public async Task Create_ChildSharedByTwoItems_SecondIsSpecFailed()
    {
        var part = new Part();
        var result = await NewOps().BulkCreatePartialAsync([With("first"), With("second"), CreatorSpec.For(() => New("third"))]);

        SpecFailed<InvalidOperationException>().Verify(result.Failed.Should().ContainSingle().Subject, 1);
        (await CreatedAsync()).Select(item => (item.Code, item.Parts.Count)).Should()
            .Equal(("first", 1), ("third", 0));

        CreatorSpec<Item> With(string code) => CreatorSpec.For(() =>
        {
            var item = New(code);
            item.Parts.Add(part);
            return item;
        });
    }

    private static ExpectedFailure SpecFailed<TException>() => new(WriteFailureKind.SpecFailed, typeof(TException));

    private sealed class OutOfStockException() : Exception($"There is no more {Secret}.");
}
