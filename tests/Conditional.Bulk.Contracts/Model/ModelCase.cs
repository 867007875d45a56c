namespace Conditional.Bulk.Contracts.Model;

internal enum CaseTransaction
{
    /// <summary>Each call commits.</summary>
    None,

    /// <summary>The caller's, around all calls.</summary>
    Committed,

    /// <summary>The caller's, around all calls.</summary>
    RolledBack,
}

/// <param name="Seed">The rows before the first call.</param>
/// <param name="Calls">The calls, one after another.</param>
/// <param name="Transaction">Who commits.</param>
/// <param name="IsAudited">Whether <see cref="Auditor"/> is at work.</param>
/// <param name="Pick">Chooses among the engines that not every case runs on.</param>
internal sealed record ModelCase(
    World Seed, IReadOnlyList<ModelCall> Calls, CaseTransaction Transaction, bool IsAudited, int Pick)
{
    /// <summary>What CsCheck generates the case from again.</summary>
    public string CsCheckSeed { get; init; } = "";

    public int ItemCount => Calls.Sum(call => call.Count);

    /// <summary>What the contract says.</summary>
    public ExpectedTrace Expect(TestProvider provider)
    {
        var interpreter = new Interpreter(provider, IsAudited);
        var world = Seed;
        var steps = new List<ExpectedStep>();
        foreach (var call in Calls)
        {
            (world, var outcomes) = call.Expect(interpreter, world);
            steps.Add(new ExpectedStep(outcomes, world.Lines()));
        }

        return new ExpectedTrace(steps, Transaction is CaseTransaction.RolledBack ? Seed.Lines() : world.Lines());
    }

    public override string ToString() => string.Join(
        Environment.NewLine,
        [
            $"transaction: {Transaction}; {(IsAudited ? "audited" : "not audited")}; pick {Pick}",
            .. Seed.Lines().Select(line => $"  {line}"),
            .. Calls.Select((call, index) => $"call {index}: {call}"),
        ]);
}
