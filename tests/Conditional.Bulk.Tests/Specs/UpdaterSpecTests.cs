namespace Conditional.Bulk.Tests.Specs;

public sealed class UpdaterSpecTests
{
    private static readonly IntegrityCheck s_check = new(WriteFailureKind.UniqueViolation, _ => new TimeoutException());

    [Fact]
    public void For_Delegate_GetsTheEntity()
    {
        var row = new List<int>();

        UpdaterSpec.For<List<int>>(entity => entity.Add(1)).Apply(row);

        row.Should().Equal(1);
    }

    [Fact]
    public void For_NoIntegrityChecks_HasNone() => UpdaterSpec.For<string>(_ => { }).IntegrityChecks.Should().BeEmpty();

    [Fact]
    public void For_IntegrityChecks_KeepTheirOrder()
    {
        var second = s_check with { ConstraintName = "other" };

        UpdaterSpec.For<string>(_ => { }, s_check, second).IntegrityChecks.Should().Equal(s_check, second);
    }

    [Fact]
    public void IntegrityChecks_OfADerivedSpec_AreEmptyByDefault() => new NoChange().IntegrityChecks.Should().BeEmpty();

    [Fact]
    public void For_NullDelegate_Throws()
    {
        FluentActions.Invoking(() => UpdaterSpec.For<string>(null!)).Should().ThrowExactly<ArgumentNullException>()
            .WithParameterName("apply");
    }

    [Fact]
    public void For_NullIntegrityChecks_Throws()
    {
        FluentActions.Invoking(() => UpdaterSpec.For<string>(_ => { }, (IReadOnlyList<IntegrityCheck>)null!))
            .Should().ThrowExactly<ArgumentNullException>().WithParameterName("integrityChecks");
    }

    private sealed class NoChange : UpdaterSpec<string>
    {
        public override void Apply(string entity)
        {
        }
    }
}
