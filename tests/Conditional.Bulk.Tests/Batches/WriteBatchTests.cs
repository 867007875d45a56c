namespace Conditional.Bulk.Tests.Batches;

public sealed class WriteBatchTests
{
    private static readonly Purger<string> s_purger = new(4711);

    [Fact]
    public void Add_Writes_AreEnumeratedInOrderWithTheirSources()
    {
        var spec = CreatorSpec.For(() => "row");
        WriteBatch<int> batch = new() { { 2, s_purger }, { 1, spec } };

        batch.Select(item => (item.Key, item.Value)).Should().Equal((2, s_purger), (1, spec));
        batch.Count.Should().Be(2);
    }

    [Fact]
    public void Add_NullWrite_Throws() => new WriteBatch<int>().Invoking(batch => batch.Add(1, null!))
        .Should().ThrowExactly<ArgumentNullException>().WithParameterName("write");

    [Fact]
    public void Add_NullSource_IsAccepted() => new WriteBatch<string?> { { null, s_purger } }.Should().ContainSingle().Which.Key.Should().BeNull();

    [Fact]
    public void Constructor_Sources_AreAskedOnceInOrder()
    {
        var asked = new List<int>();

        var batch = new WriteBatch<int>([3, 1, 2], source =>
        {
            asked.Add(source);
            return new Purger<string>(source);
        });

        asked.Should().Equal(3, 1, 2);
        batch.Select(item => item.Key).Should().Equal(3, 1, 2);
    }

    [Fact]
    public void Constructor_NullWrite_ThrowsWithItsPosition() =>
        FluentActions.Invoking(() => new WriteBatch<int>([7, 8], source => source == 7 ? s_purger : null!))
            .Should().ThrowExactly<ArgumentException>().WithParameterName("write").WithMessage("*source 1*");

    [Fact]
    public void Constructor_NullArgument_Throws()
    {
        FluentActions.Invoking(() => new WriteBatch<int>(null!, _ => s_purger)).Should().ThrowExactly<ArgumentNullException>()
            .WithParameterName("sources");
        FluentActions.Invoking(() => new WriteBatch<int>([1], null!)).Should().ThrowExactly<ArgumentNullException>().WithParameterName("write");
    }
}
