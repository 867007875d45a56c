namespace Conditional.Bulk.Tests.Specs;

public sealed class IntegrityCheckTests
{
    private static readonly Func<WriteFailure, Exception> s_toException = _ => new TimeoutException();

    [Fact]
    public void Constructor_KindOnly_IsForAnyConstraint()
    {
        var check = new IntegrityCheck(WriteFailureKind.UniqueViolation, s_toException);

        check.Kind.Should().Be(WriteFailureKind.UniqueViolation);
        check.ConstraintName.Should().BeNull();
        check.ToException.Should().BeSameAs(s_toException);
    }

    [Fact]
    public void Constructor_KindAndConstraint_HasBoth()
    {
        var check = new IntegrityCheck(WriteFailureKind.CheckViolation, "ck_price", s_toException);

        check.Kind.Should().Be(WriteFailureKind.CheckViolation);
        check.ConstraintName.Should().Be("ck_price");
    }

    [Theory]
    [MemberData(nameof(TranslatedKinds))]
    public void Constructor_AnyOtherKind_IsAccepted(WriteFailureKind kind) =>
        new IntegrityCheck(kind, s_toException).Kind.Should().Be(kind);

    /// <summary>A refused gate is translated by the gate itself.</summary>
    [Fact]
    public void Constructor_NotAllowed_Throws()
    {
        FluentActions.Invoking(() => new IntegrityCheck(WriteFailureKind.NotAllowed, s_toException))
            .Should().ThrowExactly<ArgumentException>().WithParameterName("Kind").WithMessage("*OrThrow*");
    }

    /// <summary>Nothing was found out about the item.</summary>
    [Fact]
    public void Constructor_NotAttempted_Throws()
    {
        FluentActions.Invoking(() => new IntegrityCheck(WriteFailureKind.NotAttempted, s_toException))
            .Should().ThrowExactly<ArgumentException>().WithParameterName("Kind").WithMessage("*not attempted*");
    }

    [Fact]
    public void Constructor_NullFactory_Throws()
    {
        FluentActions.Invoking(() => new IntegrityCheck(WriteFailureKind.UniqueViolation, null!))
            .Should().ThrowExactly<ArgumentNullException>().WithParameterName("ToException");
    }

    public static TheoryData<WriteFailureKind> TranslatedKinds() =>
        [.. Enum.GetValues<WriteFailureKind>().Except([WriteFailureKind.NotAllowed, WriteFailureKind.NotAttempted])];

    [Fact]
    public void With_NotAllowed_Throws()
    {
        var check = new IntegrityCheck(WriteFailureKind.UniqueViolation, failure => failure.Exception);

        check.Invoking(valid => valid with { Kind = WriteFailureKind.NotAllowed }).Should().Throw<ArgumentException>();
    }

    [Fact]
    public void With_NullFactory_Throws()
    {
        var check = new IntegrityCheck(WriteFailureKind.UniqueViolation, failure => failure.Exception);

        check.Invoking(valid => valid with { ToException = null! }).Should().Throw<ArgumentNullException>();
    }

    [Fact]
    public void Unique_NoProperties_Throws()
    {
        FluentActions.Invoking(() => IntegrityCheck.Unique<Uri>(uri => uri.ToString(), s_toException))
            .Should().ThrowExactly<ArgumentException>().WithParameterName("properties").WithMessage("*new { row.A, row.B }*");
        FluentActions.Invoking(() => IntegrityCheck.ForeignKey<Uri>(uri => 1, s_toException))
            .Should().ThrowExactly<ArgumentException>().WithParameterName("properties");
        FluentActions.Invoking(() => IntegrityCheck.Unique<Uri>(uri => string.Empty, s_toException))
            .Should().ThrowExactly<ArgumentException>().WithParameterName("properties");
    }

    [Fact]
    public void PropertyChecks_Nulls_Throw()
    {
        FluentActions.Invoking(() => IntegrityCheck.Unique<Uri>(null!, s_toException))
            .Should().ThrowExactly<ArgumentNullException>().WithParameterName("properties");
        FluentActions.Invoking(() => IntegrityCheck.ForeignKey<Uri>(uri => uri.Host, null!)).Should().ThrowExactly<ArgumentNullException>();
        FluentActions.Invoking(() => IntegrityCheck.Check<Uri>(null!, s_toException))
            .Should().ThrowExactly<ArgumentNullException>().WithParameterName("name");
    }
}
