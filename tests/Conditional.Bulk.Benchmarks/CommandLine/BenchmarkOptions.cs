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

    public static Option<Way[]> Ways() => Choices("--ways", "Which ways", AllWays.List);

    public static Option<Work[]> Works() => Choices("--work", "What is written", AllWorks.List, AllWorks.List[0]);

    public static Option<Host[]> Hosts() => Choices("--host", "What the application adds", AllHosts.List, AllHosts.Plain);

    public static Option<int[]> Items(params int[] defaults) =>
        List("--items", "How many items", "a number of items, at least 1", items => items >= 1, defaults);

    public static Option<double[]> Failures() =>
        List<double>("--failures", "Which share of the items fails", "a share from 0 to 1", share => share is >= 0 and <= 1, 0);

    public static Option<int> LoopMaxItems() =>
        Number("--loop-max-items", "Leaves out 'loop' above this; its time is quadratic.", 0, 2000);

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

    /// <summary>Some of the things that have names.</summary>
    private static Option<T[]> Choices<T>(
        string name, string description, IReadOnlyList<T> all, params T[] defaults) where T : INamed => new(name)
        {
            Description = $"{description}, separated by commas: {Names(all)}.",
            DefaultValueFactory = defaults.Length == 0 ? null : _ => defaults,
            CustomParser = result => ParseChoices(result, all),
        };

    private static T[]? ParseChoices<T>(ArgumentResult result, IReadOnlyList<T> all) where T : INamed
    {
        var names = Split(result).Distinct().ToArray();
        if (names.FirstOrDefault(name => all.All(thing => thing.Name != name)) is not { } unknown)
        {
            return [.. names.Select(name => all.First(thing => thing.Name == name))];
        }

        result.AddError($"{OptionName(result)}: there is no '{unknown}'. There are {Names(all)}.");
        return null;
    }

    private static string Names<T>(IEnumerable<T> things) where T : INamed =>
        string.Join(", ", things.Select(thing => thing.Name));

    private static IEnumerable<string> Split(ArgumentResult result) => result.Tokens.SelectMany(token => token.Value.Split(','));

    private static string OptionName(ArgumentResult result) => ((OptionResult)result.Parent!).Option.Name;
}

/// <summary>Something that the command line calls by its name.</summary>
internal interface INamed
{
    string Name { get; }
}
