using System.Data.Common;

namespace Conditional.Bulk.Contracts.Model;

/// <summary>A database on which engines run cases, one after another, on one connection that stays open.</summary>
/// <param name="database">The database.</param>
/// <param name="connection">Open; the lane closes it.</param>
/// <param name="configure">Configures options for an engine on the connection.</param>
internal sealed class Lane(
    TestDatabase database, DbConnection connection, Action<DbContextOptionsBuilder, DbConnection, EngineSetting> configure)
    : IAsyncDisposable
{
    private readonly Dictionary<(EngineSetting Engine, bool IsAudited), DbContextOptions<ModelContext>> _options = [];

    private readonly DatabaseRows _rows = new(connection);

    /// <param name="test">The case.</param>
    /// <param name="engine">The engine.</param>
    /// <param name="keepsNames">Whether names of rows mean the seed's keys in every call.</param>
    public async Task<ObservedTrace> RunAsync(ModelCase test, EngineSetting engine, bool keepsNames = false)
    {
        await _rows.ReplaceAsync(test.Seed);
        await using var context = new ModelContext(Options(engine, test.IsAudited));
        var ops = new WriteOps<ModelContext>(context);
        await using var transaction =
            test.Transaction is CaseTransaction.None ? null : await context.Database.BeginTransactionAsync();
        var names = await _rows.ReadAsync(transaction);
        var steps = new List<ObservedStep>();
        foreach (var call in test.Calls)
        {
            var outcomes = await call.RunAsync(ops, names);
            var after = await _rows.ReadAsync(transaction);
            steps.Add(new ObservedStep(outcomes, after.Lines()));
            if (!keepsNames) names = after;
        }

        if (transaction is null) return new ObservedTrace(steps, steps[^1].After);

        if (test.Transaction is CaseTransaction.Committed) await transaction.CommitAsync();
        else await transaction.RollbackAsync();
        return new ObservedTrace(steps, (await _rows.ReadAsync(null)).Lines());
    }

    public async ValueTask DisposeAsync()
    {
        await _rows.DisposeAsync();
        await connection.DisposeAsync();
        await database.DisposeAsync();
    }

    /// <summary>Made once: options that differ may each need services of their own.</summary>
    private DbContextOptions<ModelContext> Options(EngineSetting engine, bool isAudited)
    {
        if (_options.TryGetValue((engine, isAudited), out var known)) return known;

        var options = new DbContextOptionsBuilder<ModelContext>();
        configure(options, connection, engine);
        if (isAudited) options.AddInterceptors(new Auditor());
        return _options[(engine, isAudited)] = options.Options;
    }
}
