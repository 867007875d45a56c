using System.Collections.Immutable;

namespace Conditional.Bulk.Contracts.Model;

/// <summary>What a database may refuse.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Constraint">The name of the constraint; null where there is none.</param>
public sealed record Violation(WriteFailureKind Kind, string? Constraint = null);

/// <summary>
/// The constraints of <see cref="ModelContext"/>, stated about whole tables: each row that an item must not have written is
/// found, whatever wrote it.
/// </summary>
internal static class Constraints
{
    /// <param name="world">The tables after the item's writes, duplicate keys included.</param>
    /// <param name="restricted">What a row that is referred to fails with under RESTRICT.</param>
    public static IReadOnlyList<Violation> ViolatedIn(World world, WriteFailureKind restricted) =>
    [
        .. Unique("PK_Grants", world.Grants, row => row.Name),
        .. Unique("PK_Owners", world.Owners, row => row.Id),
        .. Unique("PK_Accounts", world.Accounts, row => row.Id),
        .. Unique("PK_Entries", world.Entries, row => row.Id),
        .. Unique("ux_accounts_name", world.Accounts, row => row.Name),
        .. Unique("ux_entries_label", world.Entries, row => (row.AccountId, row.Label)),
        .. Unique("ux_tickets_code", world.Tickets, row => row.Code),
        .. Unique("ux_steps_text", world.Steps, row => (row.TicketId, row.Text)),
        .. Check("ck_grants_rank", world.Grants, row => row.Rank >= 0),
        .. Check("ck_accounts_balance", world.Accounts, row => row.Balance >= 0),
        .. Check("ck_entries_amount", world.Entries, row => row.Amount > 0),
        .. Check("ck_steps_position", world.Steps, row => row.Position >= 0),
        .. Check("ck_audits_text", world.Audits, text => !text.Contains(" 6", StringComparison.Ordinal)),
        .. ForeignKey("fk_accounts_owner", world.Accounts, row => row.OwnerId, world.Owners.Select(row => row.Id), restricted),
        .. ForeignKey("fk_accounts_parent", world.Accounts, row => row.ParentId, world.Accounts.Select(row => row.Id)),
        .. ForeignKey("fk_tickets_account", world.Tickets, row => row.AccountId, world.Accounts.Select(row => row.Id)),
        .. Any(new Violation(WriteFailureKind.NotNullViolation), world.Accounts, row => row.Name is null),
        .. Any(new Violation(WriteFailureKind.InvalidValue), world.Accounts, row => row.Note?.Any(IsUnsendable) is true),
    ];

    private static bool IsUnsendable(char character) => character is '\0' || char.IsSurrogate(character);

    private static IEnumerable<Violation> Unique<TRow, TKey>(string constraint, ImmutableList<TRow> rows, Func<TRow, TKey> key)
    {
        var keys = rows.Select(key).Where(value => value is not null).ToList();
        return keys.Distinct().Count() == keys.Count ? [] : [new Violation(WriteFailureKind.UniqueViolation, constraint)];
    }

    private static IEnumerable<Violation> Check<TRow>(string constraint, ImmutableList<TRow> rows, Predicate<TRow> holds) =>
        Any(new Violation(WriteFailureKind.CheckViolation, constraint), rows, row => !holds(row));

    private static IEnumerable<Violation> ForeignKey<TRow>(
        string constraint,
        ImmutableList<TRow> rows,
        Func<TRow, int?> reference,
        IEnumerable<int> principals,
        WriteFailureKind kind = WriteFailureKind.ForeignKeyViolation)
    {
        var keys = principals.ToHashSet();
        return Any(new Violation(kind, constraint), rows, row => reference(row) is { } key && !keys.Contains(key));
    }

    private static IEnumerable<Violation> Any<TRow>(Violation violation, ImmutableList<TRow> rows, Predicate<TRow> violates) =>
        rows.Exists(violates) ? [violation] : [];
}
