namespace Conditional.Bulk.Tests.Specs;

public sealed class CreatorSpecTests
{
    private static readonly IntegrityCheck s_check = new(WriteFailureKind.UniqueViolation, _ => new TimeoutException());

    [Fact]
    public void For_Delegate_IsCalledForEachEntity()
    {
        var spec = CreatorSpec.For(() => new List<int>());

        spec.BuildEntity().Should().NotBeSameAs(spec.BuildEntity());
    }

    [Fact]
    public void For_NoIntegrityChecks_HasNone() => CreatorSpec.For(() => "row").IntegrityChecks.Should().BeEmpty();

    [Fact]
    public void For_IntegrityChecks_KeepTheirOrder()
    {
        var second = s_check with { ConstraintName = "other" };

        CreatorSpec.For(() => "row", s_check, second).IntegrityChecks.Should().Equal(s_check, second);
    }

    [Fact]
    public void IntegrityChecks_OfADerivedSpec_AreEmptyByDefault() => new RowSpec().IntegrityChecks.Should().BeEmpty();

    [Fact]
    public void For_NullDelegate_Throws()
    {
        FluentActions.Invoking(() => CreatorSpec.For<string>(null!)).Should().ThrowExactly<ArgumentNullException>()
            .WithParameterName("buildEntity");
    }

    [Fact]
    public void For_NullIntegrityChecks_Throws()
    {
        FluentActions.Invoking(() => CreatorSpec.For(() => "row", (IReadOnlyList<IntegrityCheck>)null!))
            .Should().ThrowExactly<ArgumentNullException>().WithParameterName("integrityChecks");
    }

    private sealed class RowSpec : CreatorSpec<string>
    {
        public override string BuildEntity() => "row";
    }
}
