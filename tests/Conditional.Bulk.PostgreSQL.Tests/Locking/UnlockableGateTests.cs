using Conditional.Bulk.Contracts.Locking;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Conditional.Bulk.PostgreSQL.Tests.Locking;

/// <summary>Gates whose rows FOR SHARE cannot hold are refused before any item is written, and work as plain checks.</summary>
[Collection(PostgreSqlCollection.Name)]
public abstract class UnlockableGateTests(PostgreSqlTestProvider provider, EngineSetting engine)
    : ContractTests<ShapesContext>(provider, engine)
{
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await using var context = NewContext();
        await context.CreateViewsAndFunctionsAsync();
        await SeedAsync(
            new Licence { Name = "licence", Holder = new Holder(), Sponsor = new Holder() },
            new Truck { Wheels = 6, Load = 10 },
            new Cat { Age = 3 },
            new Document { Name = "document", Tags = { new Tag() } });
    }

    [Fact]
    public Task Create_GateWithASubQuery_Throws() =>
        ShouldNeedWithoutLockAsync(OnlyIf.Exists<Holder>(holder => holder.Licences.Any(licence => licence.Name == "licence")));

    [Fact]
    public Task Create_GateWithACount_Throws() =>
        ShouldNeedWithoutLockAsync(OnlyIf.Exists<Holder>(holder => holder.Licences.Count > 0));

    [Fact]
    public Task Create_GateWithADistinctCount_Throws() => ShouldNeedWithoutLockAsync(
        OnlyIf.Exists<Holder>(holder => holder.Licences.Select(licence => licence.Name).Distinct().Count() == 1));

    [Fact]
    public Task Create_GateWithAGrouping_Throws() => ShouldNeedWithoutLockAsync(
        OnlyIf.Exists<Holder>(holder => holder.Licences.GroupBy(licence => licence.Name).Any(group => group.Count() == 1)));

    [Fact]
    public Task Create_GateThroughAnOptionalNavigation_Throws() =>
        ShouldNeedWithoutLockAsync(OnlyIf.Exists<Licence>(licence => licence.Sponsor!.IsActive));

    [Fact]
    public Task Create_GateOnATptBaseThatAsksForTheLeaf_Throws() =>
        ShouldNeedWithoutLockAsync(OnlyIf.Exists<Vehicle>(vehicle => vehicle is Truck && ((Truck)vehicle).Load > 5));

    [Fact]
    public Task Create_GateOnATpcBase_Throws() => ShouldNeedWithoutLockAsync(OnlyIf.Exists<Animal>(animal => animal.Age == 3));

    [Fact]
    public Task Create_GateOnAView_Throws() =>
        ShouldNeedWithoutLockAsync(OnlyIf.Exists<ActiveLicence>(licence => licence.Name == "licence"));

    [Fact]
    public Task Create_GateOnAViewWithADollarInItsName_Throws() =>
        ShouldNeedWithoutLockAsync(OnlyIf.Exists<DollarLicence>(licence => licence.Name == "licence"));

    [Fact]
    public Task Create_GateOnAViewNamedAsATableInAnotherSchema_Throws() =>
        ShouldNeedWithoutLockAsync(OnlyIf.Exists<ReportedLicence>(licence => licence.Name == "licence"));

    [Fact]
    public Task Create_GateOnAnSqlQueryInLowerCase_Throws() =>
        ShouldNeedWithoutLockAsync(OnlyIf.Exists<HolderCount>(holder => holder.Count == 1));

    [Fact]
    public Task Create_GateOnATableValuedFunction_Throws() =>
        ShouldNeedWithoutLockAsync(OnlyIf.Exists<FunctionRow>(row => row.Name == "licence"));

    [Fact]
    public Task Create_GateOnAFunctionWithADollarInItsName_Throws() =>
        ShouldNeedWithoutLockAsync(OnlyIf.Exists<DollarFunctionRow>(row => row.Name == "licence"));

    [Fact]
    public Task Create_GateUnderAQueryFilterWithASubQuery_Throws() =>
        ShouldNeedWithoutLockAsync(OnlyIf.Exists<Document>(document => document.Name == "document"));

    [Fact]
    public Task Create_UnlockableOperandOfAnd_Throws() => ShouldNeedWithoutLockAsync(
        OnlyIf.Exists<Holder>(holder => holder.IsActive) & OnlyIf.Exists<Animal>(animal => animal.Age == 3));

    [Fact]
    public Task Create_UnlockableOperandOfOrThatIsNotReached_Throws() => ShouldNeedWithoutLockAsync(
        OnlyIf.Exists<Holder>(holder => holder.IsActive) | OnlyIf.Exists<Animal>(animal => animal.Age == 3));

    [Fact]
    public async Task Create_UnlockableShapeThatIsNegated_IsAPlainCheck()
    {
        var gate = OnlyIf.NotExists<Holder>(holder => holder.Licences.Any(licence => licence.Name == "other" && holder.IsActive));

        await NewOps().CreateAsync(new NoteSpec("note").OnlyIf(gate));

        (await NotesAsync()).Should().Equal("note");
    }

    [Fact]
    public async Task BulkConditionalUpdate_UnlockableGateOfTheLastItem_ThrowsBeforeTheFirst()
    {
        var note = new Note { Text = "note" };
        await SeedAsync(note);
        var updater = new Updater<Note>(UpdaterSpec.For<Note>(row => row.Text = "new"), note.Id);

        var update = () => NewOps().BulkConditionalUpdatePartialAsync<Note>(
        [
            updater.OnlyIf(OnlyIf.Exists<Holder>(holder => holder.IsActive)),
            updater.OnlyIf(OnlyIf.Exists<Animal>(animal => animal.Age == 3)),
        ]);

        await update.Should().ThrowAsync<NotSupportedException>();
        (await NotesAsync()).Should().Equal("note");
    }

    private async Task ShouldNeedWithoutLockAsync(OnlyIf gate)
    {
        List<string> commands = [];
        var ops = NewOps(options =>
        {
            Database.ConfigureItemByItem(options);
            options.LogTo(commands.Add, [RelationalEventId.CommandExecuting]);
        });
        var (first, second) = (new NoteSpec("first"), new NoteSpec("second"));
        var open = OnlyIf.Exists<Holder>(holder => holder.IsActive);

        var create = () => ops.BulkConditionalCreatePartialAsync<Note>([first.OnlyIf(open), second.OnlyIf(gate)]);

        (await create.Should().ThrowAsync<NotSupportedException>()).WithMessage("*.WithoutLock()*");
        (first.Calls + second.Calls).Should().Be(0);
        commands.Should().NotContain(command => command.Contains("INSERT"));
        (await NotesAsync()).Should().BeEmpty();

        var result = await ops.BulkConditionalCreatePartialAsync<Note>([first.OnlyIf(open), second.OnlyIf(gate.WithoutLock())]);

        result.HasFailures.Should().BeFalse();
        commands.Should().Contain(command => command.Contains("INSERT"), "the log sees the commands of the verb");
        (await NotesAsync()).Should().Equal("first", "second");
    }

    private Task<List<string>> NotesAsync() =>
        CommittedAsync(context => context.Notes.OrderBy(note => note.Id).Select(note => note.Text).ToListAsync());
}

[Collection(PostgreSqlCollection.Name)]
public sealed class UnlockableGateInWindowsTests(PostgreSqlTestProvider provider)
    : UnlockableGateTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class UnlockableGateItemByItemTests(PostgreSqlTestProvider provider)
    : UnlockableGateTests(provider, EngineSetting.ItemByItem);
