using CsCheck;

namespace Conditional.Bulk.Contracts.Model;

/// <summary>Generates gates, most of them small, and many of them true.</summary>
/// <param name="dividesByZero">Whether a division by zero is an error of the database.</param>
internal sealed class GateGenerator(bool dividesByZero)
{
    /// <param name="target">Generates conditions on the row being written; null for creates.</param>
    public Gen<ModelGate?> For(Gen<ModelGate>? target)
    {
        var leaf = target is null ? Leaf : Gen.Frequency((2, Leaf), (1, target));
        var broken = Broken();
        return Gen.Frequency<ModelGate?>(
            (60, Gen.Const((ModelGate?)null)),
            (35, leaf!),
            (25, Combined(leaf)!),
            (10, Combined(Combined(leaf))!),
            (2, broken!),
            (1, Gen.Select(leaf, broken, ModelGate? (left, right) => new AndGate(left, right))),
            (1, Gen.Select(leaf, broken, ModelGate? (left, right) => new OrGate(left, right))),
            (1, Unlockable!));
    }

    private static Gen<ModelGate> Leaf { get; } = Gen.Frequency(
        (8, Either(Names.Grant.Select(Gates.GrantIsOpen))),
        (2, Either(Gen.Int[0, 9].Select(Gates.GrantOfRank))),
        (2, Either(Names.Account.Select(Gates.AccountNamed))),
        (2, Either(Gen.Select(Names.AccountId, Gen.Int[0, 12], Gates.AccountWithBalance))),
        (1, Either(Names.AccountId.Select(Gates.EntryOf))),
        (1, Either(Names.Account.Select(Gates.EntryOfAccountNamed))),
        (1, Either(Names.Ticket.Select(Gates.FreeTicket))),
        (1, Either(Names.Owner.Select(Gates.OwnerNamed))),
        (2, Gen.Bool.Select(ModelGate (value) => new ThatGate(value))),
        (1, Gen.Int[1, 6].Select(ModelGate (least) => new UnlockedGate(Gates.AccountWithEntries(least)))));

    /// <summary>Negations first: those need no lock.</summary>
    private static Gen<ModelGate> Unlockable { get; } = Gen.Select(Gen.Int[1, 6], Gen.Int[0, 3], ModelGate (least, form) =>
    {
        var gate = Gates.AccountWithEntries(least);
        return form switch
        {
            0 => new NotExistsGate<Account>(gate),
            1 => new NotGate(gate),
            2 => gate,
            _ => new NotGate(new NotExistsGate<Account>(gate)),
        };
    });

    private static Gen<ModelGate> Either<TGate>(Gen<ExistsGate<TGate>> gate) where TGate : class => Gen.Frequency(
        (3, gate.Select(ModelGate (exists) => exists)),
        (1, gate.Select(ModelGate (exists) => new NotExistsGate<TGate>(exists))));

    private static Gen<ModelGate> Combined(Gen<ModelGate> inner) => Gen.Frequency(
        (3, Gen.Select(inner, inner, ModelGate (left, right) => new AndGate(left, right))),
        (3, Gen.Select(inner, inner, ModelGate (left, right) => new OrGate(left, right))),
        (2, inner.Select(ModelGate (gate) => new NotGate(gate))),
        (3, Gen.Select(inner, Gen.OneOf("x", "y"), ModelGate (gate, name) => new NamedGate(gate, name))),
        (1, inner.Select(ModelGate (gate) => new UnlockedGate(gate))));

    private Gen<ModelGate> Broken() => dividesByZero
        ? Gen.OneOf<ModelGate>(Gates.Untranslatable(), Gates.DivisionByZero())
        : Gen.Const<ModelGate>(Gates.Untranslatable());
}
