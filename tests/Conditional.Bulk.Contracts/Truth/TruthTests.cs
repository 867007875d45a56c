using System.Globalization;
using System.Linq.Expressions;
using System.Text;
using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Conditional.Bulk.Contracts.Truth;

/// <summary>
/// Results say what the database holds: a batch has the same results and leaves the same rows in every setting, in transactions of
/// its own and joined ones, and what the results say is what a fresh connection reads.
/// </summary>
public abstract class TruthTests<TContext>(TestProvider provider) : ContractTests<TContext>(provider, EngineSetting.InWindows)
    where TContext : DbContext
{
    protected const string Ok = "ok";
    protected const string Failed = "failed";
    protected const string NotAllowed = nameof(WriteFailureKind.NotAllowed);
    protected const string TargetNotFound = nameof(WriteFailureKind.TargetNotFound);
    protected const string UniqueViolation = nameof(WriteFailureKind.UniqueViolation);
    protected const string ForeignKeyViolation = nameof(WriteFailureKind.ForeignKeyViolation);
    protected const string ConcurrencyConflict = nameof(WriteFailureKind.ConcurrencyConflict);
    protected const string InvalidValue = nameof(WriteFailureKind.InvalidValue);
    protected const string SpecFailed = nameof(WriteFailureKind.SpecFailed);

    /// <summary>The rows that a test is about, in a few words each.</summary>
    protected abstract Task<List<string>> RowsAsync(TContext context);

    protected async Task ShouldHoldAsync<TEntity>(Batch<TEntity> batch) where TEntity : class
    {
        var faults = new StringBuilder();
        Observed? reference = null;
        var settings = batch.Settings ?? Provider.Settings;
        for (var i = 0; i < settings.Count; i++)
        {
            // Joined transactions in the first settings, which are the reference and the default, and in the last, which has all options.
            var setting = settings[i];
            foreach (var joined in i < 2 || i == settings.Count - 1 ? [false, true] : new[] { false })
            {
                var (observed, rows) = await RunAsync(batch, setting, joined);
                reference ??= observed;
                var differences = batch.IsAsTheReference ? observed.DifferencesFrom(reference, batch.SameTexts) : [];
                foreach (var fault in Faults(batch, observed, rows).Concat(differences).Distinct())
                {
                    faults.AppendLine(CultureInfo.InvariantCulture, $"{setting}{(joined ? ", joined" : "")}: {fault}");
                }
            }
        }

        if (faults.Length > 0) Assert.Fail($"{Environment.NewLine}{faults}");
    }

    private static IEnumerable<string> Faults<TEntity>(Batch<TEntity> batch, Observed observed, List<string> rows) where TEntity : class
    {
        if (batch.IsRefused && observed.Thrown?.StartsWith(nameof(CannotLockException), StringComparison.Ordinal) is not true)
        {
            yield return $"{observed.Kinds}, must throw {nameof(CannotLockException)}";
        }

        if (batch.Outcomes is { } outcomes && !Allows(outcomes, observed))
        {
            yield return $"{observed.Kinds}, must be {string.Join(", ", outcomes)} ({Texts(observed)})";
        }

        if (batch.Rows is { } wantedRows && !rows.SequenceEqual(wantedRows))
        {
            yield return $"rows [{string.Join("; ", rows)}], must be [{string.Join("; ", wantedRows)}]";
        }

        foreach (var lie in observed.Lies) yield return lie;

        var begunWithNone = batch.Seed is null && batch.Rows is null && batch.Items()[0] is Creation<TEntity>;
        if (begunWithNone && observed.Stored > observed.Outcomes.Count(outcome => outcome.Kind == Ok))
        {
            yield return $"{observed.Stored} rows are stored by {observed.Kinds}";
        }

        foreach (var fault in SpecFaults(batch, observed)) yield return fault;
    }

    /// <summary>Called once where it ran, never where the gate refused or no row was found.</summary>
    private static IEnumerable<string> SpecFaults<TEntity>(Batch<TEntity> batch, Observed observed) where TEntity : class
    {
        if (observed.Thrown is not null || batch.Items()[0] is Removal<TEntity>) yield break;

        for (var i = 0; i < observed.Outcomes.Count; i++)
        {
            var calls = observed.SpecCalls[i];
            var (least, most) = observed.Outcomes[i].Kind switch
            {
                Ok => (1, 1),
                NotAllowed or TargetNotFound => (0, 0),
                _ => (0, 1),
            };
            if (calls < least || calls > most) yield return $"the spec of item {i} was called {calls} times";
        }
    }

    private static string Texts(Observed observed) =>
        string.Join(" | ", observed.Outcomes.Where(outcome => outcome.Texts.Length > 0).Select(outcome => outcome.Texts).Distinct());

    private static bool Allows(IReadOnlyList<string> outcomes, Observed observed) =>
        observed.Thrown is null && outcomes.Count == observed.Outcomes.Count
        && outcomes.Zip(observed.Outcomes).All(pair => Allows(pair.First, pair.Second.Kind));

    private static bool Allows(string wanted, string kind) => wanted is Failed ? kind != Ok : wanted.Split('|').Contains(kind);

    private async Task<(Observed Observed, List<string> Rows)> RunAsync<TEntity>(Batch<TEntity> batch, EngineSetting setting, bool joined)
        where TEntity : class
    {
        await ResetAsync();
        if (batch.Seed is { } seed) await SeedRowsAsync([.. seed()]);

        await using var context = NewContext(setting, batch.Configure);
        var run = new BatchRun<TContext, TEntity>(new WriteOps<TContext>(context), setting.Defaults, batch.Items());
        BulkResult<TEntity>? result = null;
        string? thrown = null;
        try
        {
            await using var transaction = joined ? await context.Database.BeginTransactionAsync() : null;
            try
            {
                result = await run.WriteAsync();
            }
            catch (Exception exception)
            {
                thrown = $"{exception.GetType().Name}: {exception.Message}";
            }

            if (transaction is not null) await transaction.CommitAsync();
        }
        catch (Exception exception)
        {
            thrown += $" and then COMMIT {exception.GetType().Name}: {exception.Message}";
        }

        return await ObserveAsync(batch, run.SpecCalls, result, thrown);
    }

    private async Task<(Observed Observed, List<string> Rows)> ObserveAsync<TEntity>(
        Batch<TEntity> batch, IReadOnlyList<int> specCalls, BulkResult<TEntity>? result, string? thrown)
        where TEntity : class
    {
        await using var fresh = NewContext(EngineSetting.ItemByItem);
        List<ItemOutcome> outcomes = [.. result?.Items.Select((item, index) => ItemOutcome.Of(fresh, item, index)) ?? []];
        var ranked = RowText.Ranked([.. outcomes.Select(outcome => outcome.Result)], await RowText.AllAsync(fresh));
        var observed = new Observed(
            [.. outcomes.Zip(ranked[0], (outcome, text) => outcome with { Result = text })],
            [.. ranked[1].Order(StringComparer.Ordinal)],
            thrown is null ? specCalls : [],
            thrown,
            await fresh.Set<TEntity>().IgnoreQueryFilters().CountAsync(),
            result is null || !batch.ReturnsWhatIsStored ? [] : await LiesAsync(fresh, batch.Items()[0] is Removal<TEntity>, result));
        return (observed, await RowsAsync(fresh));
    }

    /// <summary>Compares the last success of each key with what is stored.</summary>
    private static async Task<List<string>> LiesAsync<TEntity>(TContext fresh, bool removed, BulkResult<TEntity> result)
        where TEntity : class
    {
        var lies = new List<string>();
        var type = fresh.Model.FindEntityType(typeof(TEntity))!;
        var key = type.FindPrimaryKey()!.Properties;
        if (key.Any(property => property.IsShadowProperty())) return lies;

        var written = result.Items.Where(item => item.IsSuccess).GroupBy(item => KeyOf(item.Entity!), ByText);
        foreach (var item in written.Select(items => items.Last()))
        {
            var stored = await fresh.Set<TEntity>().AsNoTracking().IgnoreQueryFilters()
                .FirstOrDefaultAsync(KeyPredicate<TEntity>(key, KeyOf(item.Entity!)));
            if (removed && stored is not null) lies.Add($"item {item.Index} was purged, and is still there");
            if (removed) continue;

            var (said, read) = (RowText.Values(fresh.Model, item.Entity!), stored is null ? "nothing" : RowText.Values(fresh.Model, stored));
            if (said != read) lies.Add($"item {item.Index} returned {said}, and stored is {read}");
        }

        return lies;

        object?[] KeyOf(TEntity entity) => [.. key.Select(property => property.GetGetter().GetClrValue(entity))];
    }

    private static IEqualityComparer<object?[]> ByText { get; } = EqualityComparer<object?[]>.Create(
        (one, other) => string.Join('|', one!) == string.Join('|', other!),
        key => string.Join('|', key).GetHashCode(StringComparison.Ordinal));

    private static Expression<Func<TEntity, bool>> KeyPredicate<TEntity>(IReadOnlyList<IProperty> key, object?[] values)
    {
        var row = Expression.Parameter(typeof(TEntity));
        var body = key.Select((property, i) => Expression.Equal(
                Expression.Call(
                    typeof(EF), nameof(EF.Property), [property.ClrType], row, Expression.Constant(property.Name)),
                Expression.Constant(values[i], property.ClrType)))
            .Aggregate(Expression.AndAlso);
        return Expression.Lambda<Func<TEntity, bool>>(body, row);
    }

    /// <summary>A context for calls that are given the options of a setting; what else the setting says, the context says.</summary>
    protected TContext NewContext(EngineSetting setting, Action<DbContextOptionsBuilder>? configure = null) =>
        (TContext)Activator.CreateInstance(typeof(TContext), Database.Options<TContext>(options =>
        {
            Database.Configure(options, setting with { Defaults = new() });
            configure?.Invoke(options);
        }))!;

    protected virtual Task SeedRowsAsync(IReadOnlyList<object> entities) => SeedAsync([.. entities]);

    /// <summary>Empties all tables, and lets generated keys begin at 1.</summary>
    protected virtual async Task ResetAsync()
    {
        await using var context = NewContext(EngineSetting.ItemByItem);
        await Provider.EmptyAsync(
            context, [.. RowText.Tables(context.Model).Select(table => RowText.Quoted(table.Schema, table.Name))]);
    }
}
