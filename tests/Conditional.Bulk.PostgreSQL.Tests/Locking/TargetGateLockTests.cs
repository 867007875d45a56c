using Npgsql;

namespace Conditional.Bulk.PostgreSQL.Tests.Locking;

/// <summary>A condition on the target may read other rows through navigations; they are held until the commit, too.</summary>
[Collection(PostgreSqlCollection.Name)]
public abstract class TargetGateLockTests(PostgreSqlTestProvider provider, EngineSetting engine)
    : ContractTests<ShapesContext>(provider, engine)
{
    private readonly Licence _licence = new() { Name = "licence", Holder = new Holder() };

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await SeedAsync(_licence);
    }

    [Fact]
    public Task Update_TargetThroughARequiredNavigation_HoldsTheOtherRow() =>
        ShouldHoldTheHolderAsync(OnlyIf.Target<Licence>(licence => licence.Holder.IsActive));

    [Fact]
    public Task Update_NegatedTargetThroughARequiredNavigation_HoldsTheOtherRow() =>
        ShouldHoldTheHolderAsync(!OnlyIf.Target<Licence>(licence => !licence.Holder.IsActive));

    [Fact]
    public async Task Update_TargetWithASubQuery_NeedsWithoutLock()
    {
        var onlyIf = OnlyIf.Target<Holder>(holder => holder.Licences.Any());
        var updater = new Updater<Holder>(UpdaterSpec.For<Holder>(holder => holder.IsActive = false), _licence.Holder.Id);

        await FluentActions.Awaiting(() => NewOps().UpdateAsync(updater.OnlyIf(onlyIf))).Should().ThrowAsync<NotSupportedException>();

        (await NewOps().UpdateAsync(updater.OnlyIf(onlyIf.WithoutLock()))).IsActive.Should().BeFalse();
    }

    private Task ShouldHoldTheHolderAsync(OnlyIf onlyIf) => NewOpsProvider().WriteAsync(async (ops, token) =>
    {
        var updater = new Updater<Licence>(UpdaterSpec.For<Licence>(licence => licence.Alias = "alias"), _licence.Id);
        await ops.UpdateAsync(updater.OnlyIf(onlyIf), token);

        var falsify = () => CommittedAsync(async context =>
        {
            await context.Database.OpenConnectionAsync(token);
            await context.Database.ExecuteSqlAsync($"SET lock_timeout = 100", token);
            return await context.Set<Holder>().ExecuteUpdateAsync(holder => holder.SetProperty(row => row.IsActive, false), token);
        });
        (await falsify.Should().ThrowAsync<Exception>()).Which.GetBaseException().Should().BeOfType<PostgresException>()
            .Which.SqlState.Should().Be(PostgresErrorCodes.LockNotAvailable);
    });
}

[Collection(PostgreSqlCollection.Name)]
public sealed class TargetGateLockInWindowsTests(PostgreSqlTestProvider provider)
    : TargetGateLockTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class TargetGateLockItemByItemTests(PostgreSqlTestProvider provider)
    : TargetGateLockTests(provider, EngineSetting.ItemByItem);
