namespace Conditional.Bulk.Tests.Results;

public sealed class WriteFailureKindTests
{
    [Fact]
    public void Other_AsTheDefault_IsZero() => default(WriteFailureKind).Should().Be(WriteFailureKind.Other);

    [Fact]
    public void Members_Are_TheKindsOfTheContract()
    {
        Enum.GetNames<WriteFailureKind>().Should().BeEquivalentTo(
            "Other", "NotAllowed", "TargetNotFound", "UniqueViolation", "ForeignKeyViolation",
            "RestrictViolation", "CheckViolation", "NotNullViolation", "ExclusionViolation",
            "ConcurrencyConflict", "InvalidValue", "Timeout", "SpecFailed", "NotAttempted");
    }
}
