using Conditional.Bulk.Contracts.Windows;

namespace Conditional.Bulk.PostgreSQL.Tests.Windows;

/// <summary>What a gate reads can be written under another name, or by the database itself: outcomes are those of one item after another.</summary>
[Collection(PostgreSqlCollection.Name)]
public abstract class DatabaseReachTests(PostgreSqlTestProvider provider, EngineSetting engine) : ContractTests<DepotContext>(provider, engine)
{
    private const string Partitions = """
        ALTER TABLE "Tag" DROP CONSTRAINT "FK_Tag_Crate_CrateId_Zone"; DROP TABLE "Crate", "CrateInZoneOne";
        CREATE TABLE "Crate" ("Id" int, "Zone" int, PRIMARY KEY ("Id", "Zone")) PARTITION BY LIST ("Zone");
        CREATE TABLE "CrateInZoneOne" PARTITION OF "Crate" FOR VALUES IN (1)
        """;

    private const string Inheritance = """
        ALTER TABLE "Tag" DROP CONSTRAINT "FK_Tag_Crate_CrateId_Zone"; DROP TABLE "Crate", "CrateInZoneOne";
        CREATE TABLE "Crate" ("Id" int, "Zone" int, PRIMARY KEY ("Id", "Zone"));
        CREATE TABLE "CrateInZoneOne" (PRIMARY KEY ("Id", "Zone")) INHERITS ("Crate")
        """;

    private const string Views = """
        DROP TABLE "CrateByName", "CrateInZoneOne";
        CREATE VIEW "CrateInZoneOne" AS SELECT * FROM "Crate" WHERE "Zone" = 1;
        CREATE VIEW "CrateByName" AS SELECT * FROM "CrateInZoneOne"
        """;

    [Fact]
    public async Task BulkConditionalCreate_GateOnAPartition_SeesWhatIsWrittenInTheTable()
    {
        await ExecuteAsync(Partitions);

        (await OutcomesAsync(Crate(1), Crate(2).OnlyIf(HasInZoneOne(1)), Crate(3).OnlyIf(!HasInZoneOne(2)))).Should().Equal(true, true, false);
    }

    [Fact]
    public async Task BulkConditionalCreate_GateOnTheParentOfAPartition_SeesWhatIsWrittenInThePartition()
    {
        await ExecuteAsync(Partitions);

        (await OutcomesAsync(InZoneOne(1), InZoneOne(2).OnlyIf(HasCrate(1)), InZoneOne(3).OnlyIf(!HasCrate(2)))).Should().Equal(true, true, false);
    }

    [Fact]
    public async Task BulkConditionalCreate_GateOnTheParentOfAnInheritor_SeesWhatIsWrittenInTheInheritor()
    {
        await ExecuteAsync(Inheritance);

        (await OutcomesAsync(InZoneOne(1), InZoneOne(2).OnlyIf(HasCrate(1)), InZoneOne(3).OnlyIf(!HasCrate(2)))).Should().Equal(true, true, false);
    }

    [Fact]
    public async Task BulkConditionalCreate_GateOnAViewOfAView_SeesWhatIsWrittenInTheTable()
    {
        await ExecuteAsync(Views);

        (await OutcomesAsync(Crate(1), Crate(2).OnlyIf(HasByName(1)), Crate(3).OnlyIf(!HasByName(2)))).Should().Equal(true, true, false);
    }

    [Fact]
    public async Task BulkConditionalCreate_WrittenThroughAView_GatesOnTheTableSeeIt()
    {
        await ExecuteAsync(Views);

        (await OutcomesAsync(InZoneOne(1), InZoneOne(2).OnlyIf(HasCrate(1)), InZoneOne(3).OnlyIf(!HasCrate(2)))).Should().Equal(true, true, false);
    }

    [Fact]
    public async Task BulkConditionalCreate_TriggerThatTheModelDoesNotDeclare_GatesSeeWhatItWrote()
    {
        await ExecuteAsync(Provider.TriggerThatRuns("Crate", "AFTER INSERT", """INSERT INTO "Stamp" VALUES (NEW."Id")"""));

        (await OutcomesAsync(Crate(1), Crate(2).OnlyIf(HasStamp(1)), Crate(3).OnlyIf(!HasStamp(2)))).Should().Equal(true, true, false);
    }

    [Fact]
    public async Task BulkConditionalCreate_TriggerOnATableOfTheGraph_GatesSeeWhatItWrote()
    {
        await ExecuteAsync(Provider.TriggerThatRuns("Tag", "AFTER INSERT", """INSERT INTO "Stamp" VALUES (NEW."Id")"""));

        (await OutcomesAsync(Tagged(1), Tagged(2).OnlyIf(HasStamp(1)), Tagged(3).OnlyIf(!HasStamp(2)))).Should().Equal(true, true, false);
    }

    [Fact]
    public async Task BulkConditionalCreate_TriggerForAnotherVerb_StaysInTheWindow()
    {
        await ExecuteAsync(Provider.TriggerThatRuns("Crate", "AFTER DELETE", """INSERT INTO "Stamp" VALUES (OLD."Id")"""));

        (await OutcomesAsync(Crate(1), Crate(2).OnlyIf(HasStamp(1)), Crate(3).OnlyIf(!HasStamp(1)))).Should().Equal(true, false, true);
    }

    [Fact]
    public async Task BulkConditionalPurge_CascadeThatOnlyTheDatabaseKnows_GatesSeeIt()
    {
        await ExecuteAsync("""ALTER TABLE "Lease" ADD FOREIGN KEY ("OwnerId") REFERENCES "Owner" ON DELETE CASCADE""");
        await SeedAsync(new Owner { Id = 1 }, new Owner { Id = 2 }, new Owner { Id = 3 });
        await SeedAsync(new Lease { Id = 1, OwnerId = 1 }, new Lease { Id = 2, OwnerId = 2 });

        var result = await NewOps().BulkConditionalPurgePartialAsync<Owner>(
        [
            new Purger<Owner>(1).OnlyIf(HasLease(1)),
            new Purger<Owner>(2).OnlyIf(!HasLease(1)),
            new Purger<Owner>(3).OnlyIf(HasLease(2)),
        ]);

        result.ShouldFailOnlyAt(2, WriteFailureKind.NotAllowed);
    }

    [Fact]
    public async Task BulkPurge_CascadeToItsOwnTable_TheRowIsGone()
    {
        await ExecuteAsync("""ALTER TABLE "Owner" ADD "Heir" int REFERENCES "Owner" ON DELETE CASCADE""");
        await ExecuteAsync("""INSERT INTO "Owner" VALUES (1, NULL), (2, 1), (3, NULL)""");

        var result = await NewOps().BulkPurgePartialAsync<Owner>([new(1), new(2), new(3)]);

        result.ShouldFailOnlyAt(1, WriteFailureKind.TargetNotFound);
    }

    /// <summary>Which items succeed.</summary>
    private async Task<IEnumerable<bool>> OutcomesAsync<TEntity>(CreatorSpec<TEntity> first, params ConditionalCreator<TEntity>[] others)
        where TEntity : class
    {
        var always = OnlyIf.NotExists<Owner>(owner => owner.Id == -1);
        var result = await NewOps().BulkConditionalCreatePartialAsync<TEntity>([first.OnlyIf(always), .. others]);
        result.Failed.Should().OnlyContain(failure => failure.Kind == WriteFailureKind.NotAllowed);
        return result.Items.Select(item => item.IsSuccess);
    }

    private static CreatorSpec<Crate> Crate(int id) => CreatorSpec.For(() => new Crate { Id = id });

    private static CreatorSpec<Crate> Tagged(int id) => CreatorSpec.For(() => new Crate { Id = id, Tags = { new Tag { Id = id } } });

    private static CreatorSpec<CrateInZoneOne> InZoneOne(int id) => CreatorSpec.For(() => new CrateInZoneOne { Id = id });

    private static OnlyIf HasCrate(int id) => OnlyIf.Exists<Crate>(row => row.Id == id);

    private static OnlyIf HasInZoneOne(int id) => OnlyIf.Exists<CrateInZoneOne>(row => row.Id == id);

    private static OnlyIf HasByName(int id) => OnlyIf.Exists<CrateByName>(row => row.Id == id);

    private static OnlyIf HasStamp(int id) => OnlyIf.Exists<Stamp>(row => row.Id == id);

    private static OnlyIf HasLease(int id) => OnlyIf.Exists<Lease>(row => row.Id == id);
}

[Collection(PostgreSqlCollection.Name)]
public sealed class DatabaseReachInWindowsTests(PostgreSqlTestProvider provider) : DatabaseReachTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class DatabaseReachItemByItemTests(PostgreSqlTestProvider provider) : DatabaseReachTests(provider, EngineSetting.ItemByItem);
