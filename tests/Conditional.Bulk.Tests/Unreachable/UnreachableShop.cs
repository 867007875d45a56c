using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Conditional.Bulk.Tests.Unreachable;

/// <summary>
/// A shop whose connection can never be opened, and that counts the attempts: a call which is refused without one did no I/O.
/// </summary>
internal sealed class UnreachableShop : IAsyncDisposable
{
    private readonly AttemptCounter _attempts = new();

    public UnreachableShop(Database database, bool withLibrary = true)
    {
        var options = Configure(new DbContextOptionsBuilder<ShopContext>().AddInterceptors(_attempts), database, withLibrary);
        Ops = new WriteOps<ShopContext>(new ShopContext((DbContextOptions<ShopContext>)options.Options));
    }

    public WriteOps<ShopContext> Ops { get; }

    public int AttemptsToConnect => _attempts.Count;

    public static DbContextOptionsBuilder Configure(DbContextOptionsBuilder options, Database database, bool withLibrary = true)
    {
        var nowhere = Path.Combine(AppContext.BaseDirectory, "no-such-directory", "shop.db");
        _ = database switch
        {
            Database.Sqlite => options.UseSqlite(
                $"Data Source={nowhere};Mode=ReadOnly", sqlite => _ = withLibrary ? sqlite.UseConditionalBulk() : sqlite),
            _ => options.UseNpgsql(
                "Host=127.0.0.1;Port=1;Timeout=1", npgsql => _ = withLibrary ? npgsql.UseConditionalBulk() : npgsql),
        };
        return options;
    }

    public static DbContextOptions<ShopContext> OptionsFor(Database database) =>
        (DbContextOptions<ShopContext>)Configure(new DbContextOptionsBuilder<ShopContext>(), database).Options;

    /// <summary>Runs a call that has to throw exactly this exception without an attempt to connect.</summary>
    public async Task<TException> RefusesAsync<TException>(Func<WriteOps<ShopContext>, Task> call) where TException : Exception
    {
        var thrown = await FluentActions.Awaiting(() => call(Ops)).Should().ThrowExactlyAsync<TException>();
        AttemptsToConnect.Should().Be(0);
        return thrown.Which;
    }

    public ValueTask DisposeAsync() => Ops.Context.DisposeAsync();

    private sealed class AttemptCounter : DbConnectionInterceptor
    {
        public int Count { get; private set; }

        public override InterceptionResult ConnectionOpening(
            DbConnection connection, ConnectionEventData eventData, InterceptionResult result)
        {
            Count++;
            return result;
        }

        public override ValueTask<InterceptionResult> ConnectionOpeningAsync(
            DbConnection connection, ConnectionEventData eventData, InterceptionResult result,
            CancellationToken cancellationToken)
        {
            Count++;
            return ValueTask.FromResult(result);
        }
    }
}
