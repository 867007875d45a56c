namespace Conditional.Bulk.Contracts.Model.Differential;

/// <summary>What the application adds to each save.</summary>
internal enum Host
{
    Plain,

    /// <summary>A handler of <c>SavingChanges</c> sets a column.</summary>
    Stamping,

    /// <summary>A handler of <c>SavingChanges</c> adds a row.</summary>
    Auditing,
}

/// <summary>One batch.</summary>
/// <param name="Table">The written entity type.</param>
/// <param name="Verb">What its items do.</param>
/// <param name="Seeds">A number for each item.</param>
internal sealed record DifferentialCall(Type Table, Verb Verb, IReadOnlyList<int> Seeds);

/// <summary>Batches that are written one after another.</summary>
/// <param name="Calls">The batches.</param>
/// <param name="Joined">Whether they join one transaction.</param>
/// <param name="Host">What the application adds.</param>
internal sealed record DifferentialCase(IReadOnlyList<DifferentialCall> Calls, bool Joined, Host Host)
{
    private static readonly Type[] s_tables = [typeof(Team), typeof(Person), typeof(Account), typeof(Account), typeof(Transfer)];

    public static DifferentialCase Of(int seed)
    {
        var random = new Random(seed);
        return new(
            [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => new DifferentialCall(
                s_tables[random.Next(s_tables.Length)],
                (Verb)random.Next(3),
                [.. Enumerable.Range(0, random.Next(1, 15)).Select(_ => random.Next())]))],
            random.Next(2) == 0,
            (Host)random.Next(3));
    }

    /// <summary>The same with one batch or item less, each.</summary>
    public IEnumerable<DifferentialCase> Smaller()
    {
        for (var call = 0; call < Calls.Count; call++)
        {
            if (Calls.Count > 1) yield return this with { Calls = [.. Calls.Where((_, i) => i != call)] };

            for (var item = 0; item < Calls[call].Seeds.Count && Calls[call].Seeds.Count > 1; item++)
            {
                var fewer = Calls[call] with { Seeds = [.. Calls[call].Seeds.Where((_, i) => i != item)] };
                yield return this with { Calls = [.. Calls.Select((one, i) => i == call ? fewer : one)] };
            }
        }

        if (Host is not Host.Plain) yield return this with { Host = Host.Plain };
        if (Joined) yield return this with { Joined = false };
    }

    public string Described(bool canLockSubQueries, bool hasGaps) => $"{Host}{(Joined ? ", joined" : "")}" + string.Concat(
        Calls.Select(call => $"{Environment.NewLine}  {call.Verb} {call.Table.Name}" + string.Concat(call.Seeds.Select(seed =>
        {
            var maker = new ItemMaker(seed, canLockSubQueries, hasGaps);
            if (call.Table == typeof(Team)) maker.Team(call.Verb);
            else if (call.Table == typeof(Person)) maker.Person(call.Verb);
            else if (call.Table == typeof(Account)) maker.Account(call.Verb);
            else maker.Transfer(call.Verb);
            return $"{Environment.NewLine}    {maker}";
        }))));
}
