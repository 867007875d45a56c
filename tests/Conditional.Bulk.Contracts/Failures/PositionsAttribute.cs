using System.Reflection;
using Xunit.Sdk;

namespace Conditional.Bulk.Contracts.Failures;

/// <summary>Runs a theory for the first, the middle and the last item of a batch of five.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PositionsAttribute : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [[0], [2], [4]];
}
