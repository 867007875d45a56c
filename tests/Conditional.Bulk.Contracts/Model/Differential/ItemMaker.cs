using Conditional.Bulk.Contracts.Truth;

namespace Conditional.Bulk.Contracts.Model.Differential;

internal enum Verb
{
    Create,
    Update,
    Purge,
}

/// <summary>Makes an item from a number: the same one each time, and on its own instances.</summary>
/// <param name="seed">The number.</param>
/// <param name="canLockSubQueries">Whether a gate may ask through a sub-query without giving up its lock.</param>
/// <param name="hasGaps">Whether keys that the database generates may have gaps, so that no row can refer to one that is yet to be.</param>
internal sealed class ItemMaker(int seed, bool canLockSubQueries, bool hasGaps)
{
    /// <summary>The first key that the database generates.</summary>
    public const int FirstGenerated = 101;

    private readonly Random _random = new(seed);
    private readonly List<string> _words = [];

    /// <summary>What was made, for a test that fails.</summary>
    public override string ToString() => string.Join(", ", _words);

    public BatchItem<Team> Team(Verb verb) => verb switch
    {
        Verb.Create => Items.Create(TeamOf(_random.Next()), Gate<Team>()),
        Verb.Update => Items.Update(PersonOrTeamKey(6), TeamChange(), Gate<Team>(TargetOfTeam)),
        _ => Items.Purge<Team>(PersonOrTeamKey(6), Gate<Team>(TargetOfTeam)),
    };

    public BatchItem<Person> Person(Verb verb) => verb switch
    {
        Verb.Create => Items.Create(PersonOf(_random.Next()), Gate<Person>()),
        Verb.Update => Items.Update(PersonOrTeamKey(10), PersonChange(), Gate<Person>(TargetOfPerson)),
        _ => Items.Purge<Person>(PersonOrTeamKey(10), Gate<Person>(TargetOfPerson)),
    };

    public BatchItem<Account> Account(Verb verb) => verb switch
    {
        Verb.Create => Items.Create(AccountOf(_random.Next()), Gate<Account>()),
        Verb.Update => Items.Update(Said("account", AccountKey()), AccountChange(), Gate<Account>(TargetOfAccount)),
        _ => Items.Purge<Account>(Said("account", AccountKey()), Gate<Account>(TargetOfAccount)),
    };

    public BatchItem<Transfer> Transfer(Verb verb) => verb switch
    {
        Verb.Create => Items.Create(TransferOf(_random.Next()), Gate<Transfer>()),
        Verb.Update => Items.Update(Said("transfer", _random.Next(1, 9)), TransferChange(), Gate<Transfer>(TargetOfTransfer)),
        _ => Items.Purge<Transfer>(Said("transfer", _random.Next(1, 9)), Gate<Transfer>(TargetOfTransfer)),
    };

    /// <summary>Each call of the spec begins with the same numbers, so a repeated call does not make another item.</summary>
    private Func<Team> TeamOf(int number)
    {
        Say($"team {number}");
        return () => new ItemMaker(number, canLockSubQueries, hasGaps).NewTeam(depth: 0);
    }

    private Func<Person> PersonOf(int number)
    {
        Say($"person {number}: {Described(new ItemMaker(number, canLockSubQueries, hasGaps).NewPerson(depth: 0))}");
        return () => Chance(new Random(number), 25)
            ? throw new InvalidTimeZoneException()
            : new ItemMaker(number, canLockSubQueries, hasGaps).NewPerson(depth: 0);
    }

    private Func<Account> AccountOf(int number)
    {
        var sample = new ItemMaker(number, canLockSubQueries, hasGaps).NewAccount();
        Say($"account {sample.Id} '{sample.Code}' {sample.Balance} of {sample.OwnerId} with {Described(sample.Outgoing)}");
        Say($"and {Described(sample.Incoming)}");
        return () => new ItemMaker(number, canLockSubQueries, hasGaps).NewAccount();
    }

    private Func<Transfer> TransferOf(int number)
    {
        Say(Described([new ItemMaker(number, canLockSubQueries, hasGaps).NewTransfer()]));
        return () => new ItemMaker(number, canLockSubQueries, hasGaps).NewTransfer();
    }

    private Team NewTeam(int depth)
    {
        var team = new Team { Code = $"t{_random.Next(16)}", LeaderId = Chance(_random, 3) ? PersonKey() : null };
        for (var i = _random.Next(3); i > 0 && depth == 0; i--) team.Members.Add(NewPerson(depth: 1));
        return team;
    }

    private Person NewPerson(int depth) => new()
    {
        Name = Name(),
        IsActive = !Chance(_random, 3),
        TeamId = Chance(_random, 3) ? TeamKey() : null,
        Team = depth == 0 && Chance(_random, 4) ? NewTeam(depth: 1) : null,
        MentorId = Chance(_random, 4) ? PersonKey() : null,
        Mentor = depth == 0 && Chance(_random, 5) ? NewPerson(depth: 1) : null,
        Address = Part(),
        Card = Part(),
        Wishes = Part(),
    };

    private Account NewAccount()
    {
        var account = new Account
        {
            Id = Chance(_random, 4) ? AccountKey() : _random.Next(7, 25),
            Code = CodeOfAccount(),
            Balance = _random.Next(-1, 8),
            OwnerId = Chance(_random, 3) ? PersonKey() : null,
        };
        for (var i = _random.Next(6) - 3; i > 0; i--) account.Outgoing.Add(NewTransfer(from: 0));
        for (var i = _random.Next(6) - 4; i > 0; i--) account.Incoming.Add(NewTransfer(to: 0));
        return account;
    }

    private Transfer NewTransfer(int? from = null, int? to = null) => new()
    {
        Id = _random.Next(5, 40),
        Label = $"l{_random.Next(8)}",
        Amount = _random.Next(20),
        FromId = from ?? AccountKey(),
        ToId = to ?? AccountKey(),
    };

    private Action<Team> TeamChange()
    {
        var (number, maker) = (_random.Next(), Said("change", _random.Next(6)));
        return team =>
        {
            var inner = new ItemMaker(number, canLockSubQueries, hasGaps);
            if (maker is 0) team.Code = $"t{inner._random.Next(8)}";
            if (maker is 1 or 2) team.LeaderId = inner.PersonKey();
            if (maker is 3) team.Members.Add(inner.NewPerson(depth: 1));
            if (maker is 4) team.LeaderId = null;
        };
    }

    private Action<Person> PersonChange()
    {
        var (number, kind) = (_random.Next(), Said("change", _random.Next(12)));
        return person =>
        {
            var inner = new ItemMaker(number, canLockSubQueries, hasGaps);
            if (kind is 0 or 1) person.Address = inner.Part();
            if (kind is 1 or 2) person.Card = inner.Part();
            if (kind is 2 or 3) person.Wishes = inner.Part();
            if (kind is 4 && person.Address is { } address) address.Text += "+";
            if (kind is 5 && person.Wishes is { } wishes) wishes.Text += "+";
            if (kind is 6) person.Name = inner.Name();
            if (kind is 7) person.IsActive = !person.IsActive;
            if (kind is 8) person.TeamId = inner.TeamKey();
            if (kind is 9) person.MentorId = inner.PersonKey();
            if (kind is 10) person.Team = inner.NewTeam(depth: 1);
            if (kind is 11) throw new InvalidTimeZoneException();
        };
    }

    private Action<Account> AccountChange()
    {
        var (number, kind) = (_random.Next(), Said("change", _random.Next(10)));
        return account =>
        {
            var inner = new ItemMaker(number, canLockSubQueries, hasGaps);
            if (kind is 0 or 1 or 2) account.Balance += inner._random.Next(-5, 6);
            if (kind is 2 or 3) account.Outgoing.Add(inner.NewTransfer(from: 0));
            if (kind is 4) account.Incoming.Add(inner.NewTransfer(to: 0));
            if (kind is 5 or 6) account.Code = inner.CodeOfAccount();
            if (kind is 7) account.OwnerId = inner.PersonKey();
            if (kind is 8 && account.Balance > 3) throw new InvalidTimeZoneException();
        };
    }

    private Action<Transfer> TransferChange()
    {
        var (number, kind) = (_random.Next(), Said("change", _random.Next(5)));
        return transfer =>
        {
            var inner = new ItemMaker(number, canLockSubQueries, hasGaps);
            if (kind is 0 or 1) transfer.Amount += inner._random.Next(-4, 4);
            if (kind is 1 or 2) transfer.ToId = inner.AccountKey();
            if (kind is 3) transfer.FromId = inner.AccountKey();
            if (kind is 4) transfer.Label = $"l{inner._random.Next(4)}";
        };
    }

    /// <summary>Mostly none or one; on written tables, too, and on captured values that decide what is asked.</summary>
    private OnlyIf? Gate<TEntity>(Func<OnlyIf>? target = null) where TEntity : class
    {
        var kind = _random.Next(16);
        if (kind < 9) return null;

        var gate = kind < 11 && target is not null ? target() : Leaf();
        if (Chance(_random, 5)) gate &= Leaf();
        if (Chance(_random, 6)) gate |= Leaf();
        if (Chance(_random, 8)) gate = !gate;
        return gate;
    }

    private OnlyIf Leaf()
    {
        var (kind, number, account, isOpen) = (_random.Next(10), _random.Next(6), AccountKey(), Chance(_random, 2));
        var (name, flag) = (Name(), $"{"abc"[_random.Next(3)]}");
        Say($"gate {kind} {number} {account} {isOpen} {name} {flag}");
        return kind switch
        {
            0 or 1 => OnlyIf.Exists<Flag>(row => row.Name == flag && row.IsOpen),
            2 => OnlyIf.Exists<Account>(row => row.Id == account && row.Balance >= number),
            3 => OnlyIf.NotExists<Account>(row => row.Balance == number),
            4 => OnlyIf.Exists<Transfer>(row => row.FromId == account),
            5 => OnlyIf.Exists<Person>(row => row.Name == name),
            6 => OnlyIf.NotExists<Person>(row => row.Name == name && row.IsActive),
            7 => Unlocked(OnlyIf.Exists<Account>(row => row.Id == account && (isOpen || row.Outgoing.Any()))),
            8 => Unlocked(OnlyIf.Exists<Team>(row => isOpen ? row.LeaderId != null : row.Members.Count > number - 3)),
            _ => OnlyIf.NotExists<Team>(row => row.LeaderId == number),
        };
    }

    private OnlyIf Unlocked(OnlyIf gate) => canLockSubQueries || Chance(_random, 20) ? gate : gate.WithoutLock();

    private OnlyIf TargetOfTeam() => OnlyIf.Target<Team>(row => row.LeaderId != null);

    private OnlyIf TargetOfPerson()
    {
        var name = Name();
        Say($"not named {name}");
        return OnlyIf.Target<Person>(row => row.Name != name);
    }

    private OnlyIf TargetOfAccount()
    {
        var (number, isOpen) = (_random.Next(6), Chance(_random, 2));
        Say($"balance {number} or {isOpen}");
        return Unlocked(OnlyIf.Target<Account>(row => row.Balance >= number && (isOpen || row.Outgoing.Any())));
    }

    private OnlyIf TargetOfTransfer() => OnlyIf.Target<Transfer>(row => row.Amount > 1);

    private Nick Name()
    {
        var name = $"{"abcdef"[_random.Next(6)]}";
        return new Nick(Chance(_random, 3) ? name.ToUpperInvariant() : name);
    }

    private string CodeOfAccount()
    {
        var code = $"{"uvwxyz"[_random.Next(6)]}";
        return Chance(_random, 3) ? code.ToUpperInvariant() : code;
    }

    private Detail? Part() => Chance(_random, 3) ? new Detail { Text = $"p{_random.Next(3)}" } : null;

    private int AccountKey() => _random.Next(1, 9);

    private int PersonKey() => Key(10);

    private int TeamKey() => Key(6);

    private object PersonOrTeamKey(int seeded) => Said("key", Key(seeded));

    /// <summary>Of a seeded row, of none, or of a row that an item may be about to make.</summary>
    private int Key(int seeded) => _random.Next(12) switch
    {
        0 => 99,
        1 or 2 when !hasGaps => FirstGenerated + _random.Next(3),
        _ => _random.Next(1, seeded + 1),
    };

    private static bool Chance(Random random, int oneIn) => random.Next(oneIn) == 0;

    private static string Described(Person person) =>
        $"'{person.Name}'{(person.IsActive ? " active" : "")} team {person.TeamId}{(person.Team is null ? "" : " new")}"
        + $" mentor {person.MentorId}{(person.Mentor is null ? "" : $" new '{person.Mentor.Name}'")}";

    private static string Described(IEnumerable<Transfer> transfers) =>
        $"[{string.Join("; ", transfers.Select(one => $"transfer {one.Id} '{one.Label}' {one.Amount} from {one.FromId} to {one.ToId}"))}]";

    private T Said<T>(string what, T value)
    {
        Say($"{what} {value}");
        return value;
    }

    private void Say(string words) => _words.Add(words);
}
