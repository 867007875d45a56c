using Npgsql;

namespace Conditional.Bulk.PostgreSQL.Tests.Locking;

/// <summary>Constraints that the server checks at COMMIT, unless the library is told to check them after each item.</summary>
[Collection(PostgreSqlCollection.Name)]
public abstract class DeferredConstraintTests(PostgreSqlTestProvider provider, EngineSetting engine)
    : ContractTests<DeferredContext>(provider, engine)
{
    private const int NoParent = 99;

    private const string OrphanSql = """INSERT INTO "Children" ("Code", "ParentId") VALUES ('x', 99)""";

    private const string DuplicateSql = """INSERT INTO "Children" ("Code", "ParentId") VALUES ('a', 1)""";

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await SeedAsync(new Parent { Id = 1 });
        await using var session = await Session.OpenAsync(Database);
        await session.ExecuteAsync("""
            ALTER TABLE "Children" ALTER CONSTRAINT fk_children_parents DEFERRABLE INITIALLY DEFERRED;
            ALTER TABLE "Children" ADD CONSTRAINT uq_children_code UNIQUE ("Code") DEFERRABLE INITIALLY DEFERRED;
            """);
    }

    [Fact]
    public async Task BulkCreate_DeferredViolationByDefault_CommitFailsAndNothingIsKept()
    {
        var create = () => NewOps().BulkCreatePartialAsync([Child("a", parentId: 1), Child("b", NoParent)]);

        var thrown = (await create.Should().ThrowAsync<Exception>()).Which;
        Answer(thrown).SqlState.Should().Be(PostgresErrorCodes.ForeignKeyViolation);
        (await CodesAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task WriteAsync_DeferredViolationThatALaterVerbMends_Commits()
    {
        await NewOpsProvider().WriteAsync(async (ops, token) =>
        {
            await ops.CreateAsync(Child("a", parentId: 2), token);
            await ops.CreateAsync(CreatorSpec.For(() => new Parent { Id = 2 }), token);
        });

        (await CodesAsync()).Should().Equal("a");
    }

    [Fact]
    public async Task BulkCreate_CheckedForeignKey_IsTheFailureOfItsItem()
    {
        var result = await NewOps(Checked).BulkCreatePartialAsync(
            [Child("a", parentId: 1), Child("b", NoParent), Child("c", parentId: 1)]);

        var failure = result.Failed.Should().ContainSingle().Subject;
        failure.Index.Should().Be(1);
        failure.Kind.Should().Be(WriteFailureKind.ForeignKeyViolation);
        failure.ConstraintName.Should().Be("fk_children_parents");
        failure.Exception.Should().BeOfType<DbUpdateException>();
        (await CodesAsync()).Should().Equal("a", "c");
    }

    [Fact]
    public async Task BulkCreate_CheckedUniqueConstraint_IsTheFailureOfItsItem()
    {
        var result = await NewOps(Checked).BulkCreatePartialAsync(
            [Child("a", parentId: 1), Child("a", parentId: 1), Child("c", parentId: 1)]);

        var failure = result.Failed.Should().ContainSingle().Subject;
        failure.Index.Should().Be(1);
        failure.Kind.Should().Be(WriteFailureKind.UniqueViolation);
        failure.ConstraintName.Should().Be("uq_children_code");
        (await CodesAsync()).Should().Equal("a", "c");
    }

    [Fact]
    public async Task BulkUpdateAndPurge_CheckedForeignKey_IsTheFailureOfItsItem()
    {
        await SeedAsync(new Child { Code = "a", ParentId = 1 }, new Parent { Id = 2 });
        var childId = await CommittedAsync(context => context.Children.Select(child => child.Id).SingleAsync());
        var ops = NewOps(Checked);

        var updated = await ops.BulkUpdatePartialAsync(
            [new Updater<Child>(UpdaterSpec.For<Child>(child => child.ParentId = NoParent), childId)]);
        var purged = await ops.BulkPurgePartialAsync([new Purger<Parent>(1), new Purger<Parent>(2)]);

        updated.Failed.Should().ContainSingle().Which.Kind.Should().Be(WriteFailureKind.ForeignKeyViolation);
        purged.Failed.Should().ContainSingle().Which.ConstraintName.Should().Be("fk_children_parents");
        (await CommittedAsync(context => context.Parents.Select(parent => parent.Id).ToListAsync())).Should().Equal(1);
    }

    [Fact]
    public async Task WriteAsync_CheckedButBrokenAfterwards_CommitStillFails()
    {
        BulkResult<Child>? result = null;

        var write = () => NewOpsProvider(Checked).WriteAsync(async (ops, token) =>
        {
            result = await ops.BulkCreatePartialAsync([Child("a", parentId: 1)], cancellationToken: token);
            await ops.Context.Parents.ExecuteDeleteAsync(token);
        });

        var thrown = (await write.Should().ThrowAsync<Exception>()).Which;
        Answer(thrown).SqlState.Should().Be(PostgresErrorCodes.ForeignKeyViolation);
        result!.HasFailures.Should().BeFalse("the item was in order when it was checked");
        (await CodesAsync()).Should().BeEmpty();
        (await CommittedAsync(context => context.Parents.CountAsync())).Should().Be(1);
    }

    [Theory]
    [InlineData("SET CONSTRAINTS ALL IMMEDIATE", false, false)]
    [InlineData("SET CONSTRAINTS fk_children_parents IMMEDIATE", false, true)]
    [InlineData("SET CONSTRAINTS uq_children_code IMMEDIATE", true, false)]
    [InlineData("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS fk_children_parents DEFERRED", true, false)]
    [InlineData("SET CONSTRAINTS ALL DEFERRED", true, true)]
    public async Task BulkCreate_Checked_ModesOfTheCallerStay(string modes, bool foreignKeyIsDeferred, bool uniqueIsDeferred)
    {
        await using var context = NewContext(Checked);
        await using var transaction = await context.Database.BeginTransactionAsync();
        await context.Database.ExecuteSqlRawAsync(modes);

        var result = await new WriteOps<DeferredContext>(context).BulkCreatePartialAsync(
            [Child("a", parentId: 1), Child("b", NoParent), Child("a", parentId: 1)]);

        result.Items.Select(item => item.IsSuccess).Should().Equal(true, false, false);
        (await IsDeferredAsync(context, OrphanSql)).Should().Be(foreignKeyIsDeferred);
        (await IsDeferredAsync(context, DuplicateSql)).Should().Be(uniqueIsDeferred);
        await transaction.CommitAsync();
        (await CodesAsync()).Should().Equal("a");
    }

    private void Checked(DbContextOptionsBuilder options) => options.UseNpgsql(
        npgsql => npgsql.UseConditionalBulk(Engine.Defaults, new NpgsqlBulkOptions { CheckDeferredConstraints = true }));

    private static CreatorSpec<Child> Child(string code, int parentId) =>
        CreatorSpec.For(() => new Child { Code = code, ParentId = parentId });

    /// <summary>Whether a violation is accepted for now. Leaves nothing behind.</summary>
    private static async Task<bool> IsDeferredAsync(DeferredContext context, string violation)
    {
        var transaction = context.Database.CurrentTransaction!;
        await transaction.CreateSavepointAsync("violation");
        try
        {
            await context.Database.ExecuteSqlRawAsync(violation);
            return true;
        }
        catch (PostgresException exception) when (exception.SqlState.StartsWith("23", StringComparison.Ordinal))
        {
            return false;
        }
        finally
        {
            await transaction.RollbackToSavepointAsync("violation");
        }
    }

    private static PostgresException Answer(Exception thrown) =>
        thrown as PostgresException ?? thrown.GetBaseException().Should().BeOfType<PostgresException>().Subject;

    private Task<List<string>> CodesAsync() =>
        CommittedAsync(context => context.Children.OrderBy(child => child.Id).Select(child => child.Code).ToListAsync());
}

[Collection(PostgreSqlCollection.Name)]
public sealed class DeferredConstraintInWindowsTests(PostgreSqlTestProvider provider)
    : DeferredConstraintTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class DeferredConstraintItemByItemTests(PostgreSqlTestProvider provider)
    : DeferredConstraintTests(provider, EngineSetting.ItemByItem);

public sealed class DeferredContext(DbContextOptions<DeferredContext> options) : DbContext(options)
{
    public DbSet<Parent> Parents => Set<Parent>();

    public DbSet<Child> Children => Set<Child>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Parent>().Property(parent => parent.Id).ValueGeneratedNever();
        modelBuilder.Entity<Child>().HasOne<Parent>().WithMany().HasForeignKey(child => child.ParentId)
            .HasConstraintName("fk_children_parents").OnDelete(DeleteBehavior.NoAction);
    }
}

public sealed class Parent
{
    public int Id { get; set; }
}

public sealed class Child
{
    public int Id { get; set; }

    public required string Code { get; set; }

    public int ParentId { get; set; }
}
