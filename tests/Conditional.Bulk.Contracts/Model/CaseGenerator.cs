using CsCheck;

namespace Conditional.Bulk.Contracts.Model;

/// <summary>Generates cases that a provider can run.</summary>
internal sealed class CaseGenerator
{
    private readonly GateGenerator _gates;

    private CaseGenerator(TestProvider provider)
    {
        _gates = new GateGenerator(dividesByZero: provider.TellsConstraints);
        var accounts = new AccountItems(refusesText: provider.TellsConstraints);
        Call = Gen.Frequency(
            (8, Calls(new AccountTable(), Verb.Create, accounts.Creates, null)),
            (8, Calls(new AccountTable(), Verb.Update, accounts.Updates, AccountItems.Targets)),
            (4, Calls(new AccountTable(), Verb.Purge, AccountItems.Purges, AccountItems.Targets)),
            (3, Calls(new TicketTable(), Verb.Create, TicketItems.Creates, null)),
            (3, Calls(new TicketTable(), Verb.Update, TicketItems.Updates, TicketItems.Targets)),
            (2, Calls(new TicketTable(), Verb.Purge, TicketItems.Purges, TicketItems.Targets)),
            (1, Calls(new GrantTable(), Verb.Create, GrantItems.Creates, null)),
            (2, Calls(new GrantTable(), Verb.Update, GrantItems.Updates, GrantItems.Targets)),
            (1, Calls(new GrantTable(), Verb.Purge, GrantItems.Purges, GrantItems.Targets)),
            (1, Calls(new OwnerTable(), Verb.Create, OwnerItems.Creates, null)),
            (1, Calls(new OwnerTable(), Verb.Update, OwnerItems.Updates, OwnerItems.Targets)),
            (2, Calls(new OwnerTable(), Verb.Purge, OwnerItems.Purges, OwnerItems.Targets)),
            (20, MixedCalls(Gen.Frequency(
                (5, Mixed(new AccountTable(), accounts.Creates.Where(write => write is not Repetition<Account>), null)),
                (5, Mixed(new AccountTable(), accounts.Updates, AccountItems.Targets)),
                (2, Mixed(new AccountTable(), AccountItems.Purges, AccountItems.Targets)),
                (6, Mixed(new AccountTable(), accounts.Upserts, AccountItems.Targets)),
                (2, Mixed(new TicketTable(), TicketItems.Creates, null)),
                (2, Mixed(new TicketTable(), TicketItems.Updates, TicketItems.Targets)),
                (1, Mixed(new TicketTable(), TicketItems.Purges, TicketItems.Targets)),
                (4, Mixed(new TicketTable(), TicketItems.Upserts, TicketItems.Targets)),
                (1, Mixed(new GrantTable(), GrantItems.Updates, GrantItems.Targets)),
                (1, Mixed(new GrantTable(), GrantItems.Purges, GrantItems.Targets)),
                (2, Mixed(new GrantTable(), GrantItems.Upserts, GrantItems.Targets)),
                (1, Mixed(new OwnerTable(), OwnerItems.Purges, OwnerItems.Targets)),
                (2, Mixed(new OwnerTable(), OwnerItems.Upserts, OwnerItems.Targets))))));
    }

    private Gen<ModelCall> Call { get; }

    /// <param name="provider">What the database can do.</param>
    /// <param name="maxCalls">At most so many calls in a case.</param>
    public static Gen<ModelCase> For(TestProvider provider, int maxCalls) => Gen.Select(
        Gen.Seed,
        SeedGenerator.World,
        new CaseGenerator(provider).Call.Array[1, maxCalls],
        Gen.Frequency((2, CaseTransaction.None), (1, CaseTransaction.Committed), (1, CaseTransaction.RolledBack)),
        Gen.Frequency((3, false), (1, true)),
        Gen.Int[0, 999],
        (seed, world, calls, transaction, isAudited, pick) =>
            new ModelCase(world, calls, transaction, isAudited, pick) { CsCheckSeed = seed });

    private static Gen<WriteFailureKind?> Check { get; } = Gen.Frequency(
        (8, Gen.Const((WriteFailureKind?)null)),
        (2, Gen.OneOf<WriteFailureKind?>(
            WriteFailureKind.UniqueViolation,
            WriteFailureKind.ForeignKeyViolation,
            WriteFailureKind.CheckViolation,
            WriteFailureKind.TargetNotFound,
            WriteFailureKind.SpecFailed)));

    private static Gen<int?> Limit { get; } = Gen.Frequency((4, Gen.Const((int?)null)), (1, Gen.Int[0, 3].Select(limit => (int?)limit)));

    private Gen<ModelCall> Calls<TEntity>(
        ModelTable<TEntity> table, Verb verb, Gen<ModelWrite<TEntity>> writes, Gen<ModelGate>? targets)
        where TEntity : class => Gen.Select(
            Some(Item(writes, targets)),
            Gen.Bool,
            Limit,
            ModelCall (items, isSingle, limit) => new ModelCall<TEntity>(table, verb, [.. items], isSingle) { MaxFailures = limit });

    private static Gen<ModelCall> MixedCalls(Gen<MixedItem> item) => Gen.Select(
        Some(item), Limit, ModelCall (items, limit) => new MixedCall([.. items]) { MaxFailures = limit });

    private Gen<MixedItem> Mixed<TEntity>(ModelTable<TEntity> table, Gen<ModelWrite<TEntity>> writes, Gen<ModelGate>? targets)
        where TEntity : class => Item(writes, targets).Select(MixedItem (item) => new MixedItem<TEntity>(table, item));

    private Gen<ModelItem<TEntity>> Item<TEntity>(Gen<ModelWrite<TEntity>> writes, Gen<ModelGate>? targets) where TEntity : class =>
        Gen.Select(writes, _gates.For(targets), Check, (write, gate, kind) => new ModelItem<TEntity>(write, gate, kind));

    private static Gen<T[]> Some<T>(Gen<T> item) =>
        Gen.Frequency((6, item.Array[1, 3]), (3, item.Array[4, 7]), (1, item.Array[8, 12]));
}
