using Conditional.Bulk.Contracts.Truth;
using static Conditional.Bulk.Contracts.Truth.Items;

namespace Conditional.Bulk.PostgreSQL.Tests.Truth;

[Collection(PostgreSqlTruthCollection.Name)]
public sealed class PostgreSqlCallersCodeTests(PostgreSqlTestProvider provider) : CallersCodeTests(provider)
{
    [Theory]
    [MemberData(nameof(Positions))]
    public Task BulkConditionalCreate_GateValueThatTheDriverRefuses_OnlyItsItemFails(string positions) => ShouldFailWhereMarkedAsync(
        positions, bad =>
        {
            var name = bad ? "\ud800" : "guard";
            return OnlyIf.Exists<Guard>(guard => guard.Name == name);
        });

    [Theory]
    [MemberData(nameof(Positions))]
    public Task BulkConditionalCreate_GateValueThatTheServerRefuses_OnlyItsItemFails(string positions) => ShouldFailWhereMarkedAsync(
        positions, bad =>
        {
            var name = bad ? "\0" : "guard";
            return OnlyIf.Exists<Guard>(guard => guard.Name == name);
        });

    [Theory]
    [MemberData(nameof(Positions))]
    public Task BulkUpdate_KeyThatTheServerRefuses_OnlyItsItemFails(string positions)
    {
        var marks = positions.Split(' ');
        return ShouldHoldAsync(new Batch<Safe>
        {
            Seed = () => [new Safe { Code = new("a") }, new Safe { Code = new("b") }, new Safe { Code = new("c") }],
            Items = () => [.. marks.Select(mark => Update<Safe>(new Code(mark == "!" ? "\0" : mark), safe => safe.Number++))],
            Outcomes = [.. marks.Select(mark => mark == "!" ? InvalidValue : Ok)],
        });
    }
}
