using Conditional.Bulk.Contracts.Locking;

namespace Conditional.Bulk.PostgreSQL.Tests.Locking;

/// <summary>
/// Updates lock every row that the entity is made of, and load it afterwards: what another session commits meanwhile is what
/// <c>Apply</c> sees, whatever the mapping.
/// </summary>
[Collection(PostgreSqlCollection.Name)]
public abstract class TargetLockShapeTests(PostgreSqlTestProvider provider, EngineSetting engine)
    : ContractTests<ShapesContext>(provider, engine)
{
    [Fact]
    public Task Update_PlainTable_LosesNoUpdate() => ShouldLoseNothingAsync(
        new Note { Text = "note" }, note => [note.Id], note => note.Revision++, note => note.Revision,
        """UPDATE "Notes" SET "Revision" = 41""", "\"Notes\"");

    [Fact]
    public Task Update_TphLeaf_LosesNoUpdate() => ShouldLoseNothingAsync(
        new GoldCard { Name = "card" }, card => [card.Id], card => card.Limit++, card => card.Limit,
        """UPDATE "Card" SET "Limit" = 41""", "\"Card\"");

    [Fact]
    public Task Update_TptLeafWithItsOwnProperty_LosesNoUpdate() => ShouldLoseNothingAsync(
        new Truck(), truck => [truck.Id], truck => truck.Load++, truck => truck.Load,
        """UPDATE "Trucks" SET "Load" = 41""", "\"Vehicles\"", "\"Trucks\"");

    [Fact]
    public Task Update_TptLeafWithAPropertyOfTheBase_LosesNoUpdate() => ShouldLoseNothingAsync(
        new Truck(), truck => [truck.Id], truck => truck.Wheels++, truck => truck.Wheels,
        """UPDATE "Vehicles" SET "Wheels" = 41""", "\"Vehicles\"", "\"Trucks\"");

    [Fact]
    public Task Update_TptLeafByItsBaseType_LosesNoUpdate() => ShouldLoseNothingAsync<Vehicle>(
        new Truck(), vehicle => [vehicle.Id], vehicle => ((Truck)vehicle).Load++, vehicle => ((Truck)vehicle).Load,
        """UPDATE "Trucks" SET "Load" = 41""", "\"Vehicles\"", "\"Trucks\"");

    [Fact]
    public Task Update_TpcLeaf_LosesNoUpdate() => ShouldLoseNothingAsync(
        new Cat(), cat => [cat.Id], cat => cat.Age++, cat => cat.Age,
        """UPDATE "Cats" SET "Age" = 41""", "\"Cats\"");

    [Fact]
    public Task Update_TpcLeafByItsBaseType_LosesNoUpdate() => ShouldLoseNothingAsync<Animal>(
        new Cat(), animal => [animal.Id], animal => animal.Age++, animal => animal.Age,
        """UPDATE "Cats" SET "Age" = 41""", "\"Cats\"");

    [Fact]
    public Task Update_SplitEntity_LosesNoUpdate() => ShouldLoseNothingAsync(
        new Profile { Text = "0" }, profile => [profile.Id],
        profile => profile.Text = $"{int.Parse(profile.Text) + 1}", profile => int.Parse(profile.Text),
        """UPDATE "ProfileTexts" SET "Text" = '41'""", "\"Profiles\"", "\"ProfileTexts\"");

    [Fact]
    public Task Update_OwnedTypeInTheSameTable_LosesNoUpdate() => ShouldLoseNothingAsync(
        new Person { Address = new Address { City = "Ulm" } }, person => [person.Id],
        person => person.Address.Number++, person => person.Address.Number,
        """UPDATE "Person" SET "Address_Number" = 41""", "\"Person\"");

    [Fact]
    public Task Update_StronglyTypedKey_LosesNoUpdate() => ShouldLoseNothingAsync(
        new Account { Id = new AccountId(7) }, account => [account.Id], account => account.Balance++, account => account.Balance,
        """UPDATE "Account" SET "Balance" = 41""", "\"Account\"");

    [Fact]
    public Task Update_CompositeKey_LosesNoUpdate() => ShouldLoseNothingAsync(
        new Line { OrderNumber = 7, Position = "1a" }, line => [line.OrderNumber, line.Position],
        line => line.Count++, line => line.Count,
        """UPDATE "Line" SET "Count" = 41""", "\"Line\"");

    [Fact]
    public Task Update_TableInASchema_LosesNoUpdate() => ShouldLoseNothingAsync(
        new Setting(), setting => [setting.Id], setting => setting.Value++, setting => setting.Value,
        """UPDATE configuration."Settings" SET "Value" = 41""", "configuration.\"Settings\"");

    [Fact]
    public Task Update_NamesThatNeedQuotes_LosesNoUpdate() => ShouldLoseNothingAsync(
        new Keyword { Text = "text" }, keyword => [keyword.Id], keyword => keyword.Count++, keyword => keyword.Count,
        """UPDATE "LEFT JOIN"."GROUP BY ""x"" (y)" SET "SELECT DISTINCT --" = 41""",
        """
        "LEFT JOIN"."GROUP BY ""x"" (y)"
        """);

    [Fact]
    public async Task Update_OneRowOfMany_LeavesTheOthersFree()
    {
        var lines = new[] { "1a", "1b" }.Select(position => new Line { OrderNumber = 7, Position = position }).ToArray();
        await SeedAsync([.. lines, new Line { OrderNumber = 8, Position = "1a" }]);
        var pause = new Pause();
        await using var other = await Session.OpenAsync(Database);

        var updating = Task.Run(() => NewOps().UpdateAsync(new Updater<Line>(UpdaterSpec.For<Line>(_ => pause.Stop()), 7, "1a")));
        await pause.ReachedAsync(updating);

        (await other.CanLockAsync(""" "Line" WHERE "OrderNumber" = 8 OR "Position" = '1b' """)).Should().BeTrue();
        (await other.CanLockAsync("\"Line\"")).Should().BeFalse();
        pause.Resume();
        await updating;
    }

    private async Task ShouldLoseNothingAsync<TEntity>(
        TEntity seeded, Func<TEntity, object[]> key, Action<TEntity> increment, Func<TEntity, int> value, string setsTo41,
        params string[] tables)
        where TEntity : class
    {
        await SeedAsync(seeded);
        var pause = new Pause();
        await using var other = await Session.OpenAsync(Database);
        await other.BeginAsync();
        (await other.ExecuteAsync(setsTo41)).Should().Be(1);
        var spec = UpdaterSpec.For<TEntity>(entity =>
        {
            pause.Stop();
            increment(entity);
        });

        var updating = Task.Run(() => NewOps().UpdateAsync(new Updater<TEntity>(spec, key(seeded))));
        await other.UntilWaitedForAsync(updating);
        await other.EndAsync(Ending.Commit);
        await pause.ReachedAsync(updating);
        foreach (var table in tables)
        {
            (await other.CanLockAsync(table)).Should().BeFalse($"{table} is held");
            (await other.CanLockAsync(table, "KEY SHARE")).Should().BeTrue($"{table} may be referred to");
        }

        pause.Resume();
        value(await updating).Should().Be(42);
        value((await CommittedAsync(context => context.FindAsync<TEntity>(key(seeded)).AsTask()))!).Should().Be(42);
    }
}

[Collection(PostgreSqlCollection.Name)]
public sealed class TargetLockShapeInWindowsTests(PostgreSqlTestProvider provider)
    : TargetLockShapeTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class TargetLockShapeItemByItemTests(PostgreSqlTestProvider provider)
    : TargetLockShapeTests(provider, EngineSetting.ItemByItem);
