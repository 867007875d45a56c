using System.Linq.Expressions;
using Conditional.Bulk.Contracts.Locking;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Conditional.Bulk.PostgreSQL.Tests.Locking;

/// <summary>Gates on tables that are plain or inner-joined: each joined row is held until the commit.</summary>
[Collection(PostgreSqlCollection.Name)]
public abstract class LockableGateTests(PostgreSqlTestProvider provider, EngineSetting engine)
    : ContractTests<ShapesContext>(provider, engine)
{
    private const string KeywordTable = """
        "LEFT JOIN"."GROUP BY ""x"" (y)"
        """;

    [Fact]
    public async Task Create_GateOnAPlainTable_HoldsItsRow()
    {
        await SeedAsync(new Holder());

        await ShouldHoldAsync(OnlyIf.Exists<Holder>(holder => holder.IsActive), "\"Holders\"");
    }

    [Fact]
    public async Task Create_GateThroughARequiredNavigation_HoldsBothRows()
    {
        await SeedAsync(new Licence { Name = "licence", Holder = new Holder() });

        await ShouldHoldAsync(
            OnlyIf.Exists<Licence>(licence => licence.Name == "licence" && licence.Holder.IsActive),
            "\"Licences\"", "\"Holders\"");
    }

    [Fact]
    public async Task Create_GateOnATphLeaf_HoldsItsRow()
    {
        await SeedAsync(new GoldCard { Name = "card", Limit = 10 });

        await ShouldHoldAsync(OnlyIf.Exists<GoldCard>(card => card.Name == "card" && card.Limit > 5), "\"Card\"");
    }

    [Fact]
    public async Task Create_GateOnATphBaseAndLeafProperty_HoldsItsRow()
    {
        await SeedAsync(new GoldCard { Name = "card", Limit = 10 });

        await ShouldHoldAsync(OnlyIf.Exists<Card>(card => card.Name == "card" && ((GoldCard)card).Limit > 5), "\"Card\"");
    }

    [Fact]
    public async Task Create_GateOnATptLeaf_HoldsBaseAndLeafRow()
    {
        await SeedAsync(new Truck { Wheels = 6, Load = 10 });

        await ShouldHoldAsync(OnlyIf.Exists<Truck>(truck => truck.Wheels == 6 && truck.Load > 5), "\"Vehicles\"", "\"Trucks\"");
    }

    [Fact]
    public async Task Create_GateOnATptBase_HoldsItsRow()
    {
        await SeedAsync(new Truck { Wheels = 6 });

        await ShouldHoldAsync(OnlyIf.Exists<Vehicle>(vehicle => vehicle.Wheels == 6), "\"Vehicles\"");
    }

    [Fact]
    public async Task Create_GateOnATpcLeaf_HoldsItsRow()
    {
        await SeedAsync(new Cat { Age = 3 });

        await ShouldHoldAsync(OnlyIf.Exists<Cat>(cat => cat.Age == 3), "\"Cats\"");
    }

    [Fact]
    public async Task Create_GateOnAnOwnedTypeInTheSameTable_HoldsItsRow()
    {
        await SeedAsync(new Person { Address = new Address { City = "Ulm" } });

        await ShouldHoldAsync(OnlyIf.Exists<Person>(person => person.Address.City == "Ulm"), "\"Person\"");
    }

    [Fact]
    public async Task Create_GateOnASplitEntity_HoldsBothRows()
    {
        await SeedAsync(new Profile { Views = 1, Text = "text" });

        await ShouldHoldAsync(
            OnlyIf.Exists<Profile>(profile => profile.Views == 1 && profile.Text == "text"), "\"Profiles\"", "\"ProfileTexts\"");
    }

    [Fact]
    public async Task Create_GateOnAJsonValue_HoldsItsRow()
    {
        await SeedAsync(new Badge { Rights = new Rights { MayWrite = true } });

        await ShouldHoldAsync(OnlyIf.Exists<Badge>(badge => badge.Rights.MayWrite), "\"Badge\"");
    }

    [Fact]
    public async Task Create_GateWithAListOfValues_HoldsItsRow()
    {
        int[] ids = [3, 4];
        await SeedAsync(new Cat { Age = 3 });

        await ShouldHoldAsync(OnlyIf.Exists<Cat>(cat => ids.Contains(cat.Age)), "\"Cats\"");
    }

    [Fact]
    public async Task Create_GateThatComparesNullableColumns_HoldsItsRow()
    {
        await SeedAsync(new Licence { Name = "LICENCE", Holder = new Holder() });

        await ShouldHoldAsync(OnlyIf.Exists<Licence>(licence => licence.Alias != licence.Name.ToLower()), "\"Licences\"");
    }

    [Fact]
    public async Task Create_GateOnATableNamedInAnotherSchema_HoldsItsRow()
    {
        await SeedAsync(new Setting { Value = 3 });

        await ShouldHoldAsync(OnlyIf.Exists<Setting>(setting => setting.Value == 3), "configuration.\"Settings\"");
    }

    [Theory]
    [InlineData("SELECT")]
    [InlineData("it's a \\' LEFT JOIN \"x\"; --")]
    [InlineData("FROM (SELECT DISTINCT 1)")]
    public async Task Create_KeywordsAsNamesAndInAParameter_HoldsItsRow(string text)
    {
        await SeedAsync(new Keyword { Text = text });

        await ShouldHoldAsync(OnlyIf.Exists<Keyword>(keyword => keyword.Text == text && keyword.Count == 0), KeywordTable);
    }

    [Theory]
    [InlineData("SELECT")]
    [InlineData("it's a \\' LEFT JOIN \"x\"; --")]
    [InlineData("''' UNION /* '")]
    public async Task Create_KeywordsAsNamesAndInAConstant_HoldsItsRow(string text)
    {
        await SeedAsync(new Keyword { Text = text });
        var keyword = Expression.Parameter(typeof(Keyword));
        var isText = Expression.Equal(Expression.Property(keyword, nameof(Keyword.Text)), Expression.Constant(text));

        await ShouldHoldAsync(OnlyIf.Exists(Expression.Lambda<Func<Keyword, bool>>(isText, keyword)), KeywordTable);
    }

    [Fact]
    public async Task Create_KeywordAsTheNameOfAVariable_HoldsItsRow()
    {
        const string Text = "text";
        var UNION = Text;
        await SeedAsync(new Keyword { Text = Text });

        await ShouldHoldAsync(OnlyIf.Exists<Keyword>(keyword => keyword.Text == UNION && (keyword.Count == 0)), KeywordTable);
    }

    [Fact]
    public async Task Create_KeywordsInATag_HoldsItsRow()
    {
        await SeedAsync(new Holder());

        await ShouldHoldAsync(
            OnlyIf.Exists<Holder>(holder => holder.IsActive),
            ["\"Holders\""],
            options => options.AddInterceptors(new Tagging("LEFT JOIN (SELECT 'it''s\nUNION \"x")));
    }

    private Task ShouldHoldAsync(OnlyIf gate, params string[] tables) => ShouldHoldAsync(gate, tables, configure: null);

    private async Task ShouldHoldAsync(OnlyIf gate, string[] tables, Action<DbContextOptionsBuilder>? configure)
    {
        await using var other = await Session.OpenAsync(Database);

        await NewOpsProvider(configure).WriteAsync(async (ops, token) =>
        {
            await ops.CreateAsync(new NoteSpec("note").OnlyIf(gate), token);
            foreach (var table in tables) (await other.CanLockAsync(table)).Should().BeFalse($"{table} is held");
        });

        foreach (var table in tables) (await other.CanLockAsync(table)).Should().BeTrue($"{table} is free");
        (await CommittedAsync(context => context.Notes.CountAsync())).Should().Be(1);
    }

    /// <summary>Tags every query, as hosts do to find them in the server's log.</summary>
    private sealed class Tagging(string tag) : IQueryExpressionInterceptor
    {
        public Expression QueryCompilationStarting(Expression queryExpression, QueryExpressionEventData eventData) =>
            queryExpression.Type.IsAssignableTo(typeof(IQueryable))
                ? Expression.Call(
                    typeof(EntityFrameworkQueryableExtensions), nameof(EntityFrameworkQueryableExtensions.TagWith),
                    [queryExpression.Type.GetGenericArguments()[0]], queryExpression, Expression.Constant(tag))
                : queryExpression;
    }
}

[Collection(PostgreSqlCollection.Name)]
public sealed class LockableGateInWindowsTests(PostgreSqlTestProvider provider)
    : LockableGateTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class LockableGateItemByItemTests(PostgreSqlTestProvider provider)
    : LockableGateTests(provider, EngineSetting.ItemByItem);
