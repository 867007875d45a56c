using AppConfig.Services;

namespace Conditional.Bulk.AppConfigTests;

public sealed class JsonMergeTests
{
    [Theory]
    [InlineData("""{"a":1}""", """{"a":1}""")]
    [InlineData("""{"a":1,"b":2}""", """{"a":1}""", """{"b":2}""")]
    [InlineData("""{"a":2}""", """{"a":1}""", """{"a":2}""")]
    [InlineData("""{"a":{"x":1,"y":3,"z":2}}""", """{"a":{"x":1,"y":1}}""", """{"a":{"z":2,"y":3}}""")]
    [InlineData("""{"a":[3]}""", """{"a":[1,2]}""", """{"a":[3]}""")]
    [InlineData("""{"a":1}""", """{"a":{"x":1}}""", """{"a":1}""")]
    [InlineData("""{"a":{"x":1}}""", """{"a":[1]}""", """{"a":{"x":1}}""")]
    [InlineData("""{"a":null}""", """{"a":{"x":1}}""", """{"a":null}""")]
    [InlineData("""{"a":{"x":1}}""", """{"a":null}""", """{"a":{"x":1}}""")]
    [InlineData("""{"a":{"b":{"c":{"d":1,"e":2,"f":3}}}}""", """{"a":{"b":{"c":{"d":1}}}}""", """{"a":{"b":{"c":{"e":2}}}}""", """{"a":{"b":{"c":{"f":3}}}}""")]
    [InlineData("2", """{"a":1}""", "2")]
    [InlineData("""{"a":1}""", "2", """{"a":1}""")]
    [InlineData("[2]", "[1]", "[2]")]
    [InlineData("null", """{"a":1}""", "null")]
    [InlineData("1.50", "1.0", "1.50")]
    public void Merge_Documents_TheLastWins(string merged, params string[] documents) =>
        (JsonMerge.Merge(documents)?.ToJsonString() ?? "null").Should().Be(merged);
}
