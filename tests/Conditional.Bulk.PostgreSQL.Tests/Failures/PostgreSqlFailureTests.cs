using Conditional.Bulk.Contracts.Failures;

namespace Conditional.Bulk.PostgreSQL.Tests.Failures;

/// <summary>Failures that only PostgreSQL has.</summary>
[Collection(PostgreSqlCollection.Name)]
public abstract class PostgreSqlFailureTests(PostgreSqlTestProvider provider, EngineSetting engine)
    : FailureMatrixTests(provider, engine)
{
    private static readonly ExpectedFailure s_overlap = new(WriteFailureKind.ExclusionViolation, typeof(DbUpdateException))
    {
        ConstraintName = "ex_items_range",
        TableName = "Items",
        SqlState = "23P01",
    };

    private static readonly ExpectedFailure s_restrict =
        new(WriteFailureKind.RestrictViolation, typeof(DbUpdateException)) { SqlState = "23001" };

    [Theory, Positions]
    public async Task Create_ExclusionConstraint_ExclusionViolation(int position)
    {
        await ExcludeOverlapsAsync();

        await CreateFailsAsync(position, s_overlap, Create(item => (item.From, item.To) = (SecretNumber, SecretNumber + 2)));
    }

    [Theory, Positions]
    public async Task Update_ExclusionConstraint_ExclusionViolation(int position)
    {
        await ExcludeOverlapsAsync();

        await UpdateFailsAsync(
            position, s_overlap, Update(Key(position), item => (item.From, item.To) = (SecretNumber, SecretNumber + 2)));
    }

    [Theory, Positions]
    public async Task Create_TriggerRaisesRestrict_RestrictViolation(int position)
    {
        await RaiseRestrictAsync("INSERT", $"""NEW."Note" = '{Secret}'""");

        await CreateFailsAsync(position, s_restrict, Create(item => item.Note = Secret));
    }

    [Theory, Positions]
    public async Task Purge_TriggerRaisesRestrict_RestrictViolation(int position)
    {
        await RaiseRestrictAsync("DELETE", $"""OLD."Id" = {Key(position)}""");

        await PurgeFailsAsync(position, s_restrict, Purge(Key(position)));
    }

    /// <summary>The row that bad items collide with has the range from 4711 to 4712.</summary>
    private Task ExcludeOverlapsAsync() => ExecuteAsync($"""
        ALTER TABLE "Items" ADD CONSTRAINT ex_items_range
            EXCLUDE USING gist (int4range("From", "To") WITH &&) WHERE ("From" IS NOT NULL);
        UPDATE "Items" SET "From" = {SecretNumber}, "To" = {SecretNumber + 1} WHERE "Id" = {Taken.Id};
        DELETE FROM "Audit";
        """);

    private Task RaiseRestrictAsync(string verb, string condition) => ExecuteAsync($"""
        CREATE FUNCTION restrict_items() RETURNS trigger LANGUAGE plpgsql
            AS $$ BEGIN RAISE EXCEPTION 'no {Secret} please' USING ERRCODE = '23001'; END $$;
        CREATE TRIGGER restrict_items BEFORE {verb} ON "Items" FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION restrict_items();
        """);
}

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlFailureInWindowsTests(PostgreSqlTestProvider provider)
    : PostgreSqlFailureTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlFailureItemByItemTests(PostgreSqlTestProvider provider)
    : PostgreSqlFailureTests(provider, EngineSetting.ItemByItem);
