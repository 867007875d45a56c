using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace Conditional.Bulk.Benchmarks;

/// <summary>Options that commands have in common. What is wrong with them is said before any I/O.</summary>
internal static class BenchmarkOptions
{
    public static Option<string> Provider() => new Option<string>("--provider")
    {
        Description = "The database.",
        Required = true,
    }.AcceptOnlyFromAmong(ProviderName.Postgres.Text(), ProviderName.Sqlite.Text());

    public static Option<Way[]> Ways() => new("--ways")
    {
        Description = $"Which ways, separated by commas: {Names(AllWays.List)}.",
        CustomParser = ParseWays,
    };

    public static Option<int[]> Items(params int[] defaults) =>
        List("--items", "How many items", "a number of items, at least 1", items => items >= 1, defaults);

    /// <summary>Numbers separated by commas, each checked.</summary>
    public static Option<T[]> List<T>(
        string name, string description, string requirement, Func<T, bool> isValid, params T[] defaults) where T : INumber<T> => new(name)
        {
            Description = $"{description}. Several are separated by commas.",
            DefaultValueFactory = _ => defaults,
            CustomParser = result => ParseList(result, requirement, isValid),
        };

    public static Option<int> Number(string name, string description, int minimum, int defaultValue)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => defaultValue };
        option.Validators.Add(result =>
        {
            if (result.GetValue(option) < minimum) result.AddError($"{name} must be at least {minimum}.");
        });
        return option;
    }

    public static Option<int> WarmUpSeconds() =>
        Number("--warm-up-seconds", "For how long each way runs at first, until its code is compiled for good.", 0, 10);

    public static ProviderName ToProvider(string text) =>
        text == ProviderName.Sqlite.Text() ? ProviderName.Sqlite : ProviderName.Postgres;

    /// <summary>The ways that were asked for, else all of the provider.</summary>
    /// <exception cref="BadArgumentsException">The provider does not have one of them.</exception>
    public static IReadOnlyList<Way> WaysOn(ProviderName provider, Way[]? asked)
    {
        if (asked is not { Length: > 0 }) return [.. AllWays.On(provider)];
        if (asked.Except(AllWays.On(provider)).FirstOrDefault() is not { } missing) return asked;

        throw new BadArgumentsException(
            $"--ways: '{missing.Name}' needs PostgreSQL. On SQLite there are {Names(AllWays.On(provider))}.");
    }

    private static T[]? ParseList<T>(ArgumentResult result, string requirement, Func<T, bool> isValid) where T : INumber<T>
    {
        var values = new List<T>();
        foreach (var text in Split(result))
        {
            if (!T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !isValid(value))
            {
                result.AddError($"{OptionName(result)}: '{text}' is not {requirement}.");
                return null;
            }

            values.Add(value);
        }

        return [.. values.Distinct()];
    }

    private static Way[]? ParseWays(ArgumentResult result)
    {
        var names = Split(result).Distinct().ToArray();
        var unknown = names.Where(name => AllWays.Find(name) is null).ToArray();
        if (unknown.Length == 0) return [.. names.Select(name => AllWays.Find(name)!)];

        result.AddError(
            $"{OptionName(result)}: there is no way '{unknown[0]}'. Ways: {Names(AllWays.List)}.");
        return null;
    }

    private static string Names(IEnumerable<Way> ways) => string.Join(", ", ways.Select(way => way.Name));

    private static IEnumerable<string> Split(ArgumentResult result) => result.Tokens.SelectMany(token => token.Value.Split(','));

    private static string OptionName(ArgumentResult result) => ((OptionResult)result.Parent!).Option.Name;
}
