using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Conditional.Bulk;

/// <summary>
/// The constraints of a model, to find the checks that misspell one: such a check would never match, and nobody would notice. A name that is
/// like none of the model's is let through, since the database may have constraints that no model can say: an index over an expression, an
/// exclusion constraint, what a trigger raises. Check constraints are not looked at: the model that EF keeps at run time does not have them.
/// </summary>
internal sealed class ConstraintNames
{
    private const string Annotation = "Conditional.Bulk:ConstraintNames";

    private readonly Dictionary<string, HashSet<WriteFailureKind>> _kinds = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(WriteFailureKind Kind, string Name), string> _mistakes = new();

    private ConstraintNames(IModel model)
    {
        foreach (var table in model.GetRelationalModel().Tables)
        {
            foreach (var key in table.UniqueConstraints) Add(key.Name, WriteFailureKind.UniqueViolation);
            foreach (var index in table.Indexes.Where(index => index.IsUnique)) Add(index.Name, WriteFailureKind.UniqueViolation);
            foreach (var foreignKey in table.ForeignKeyConstraints)
            {
                Add(foreignKey.Name, WriteFailureKind.ForeignKeyViolation);
                Add(foreignKey.Name, WriteFailureKind.RestrictViolation);
            }
        }
    }

    /// <summary>The constraints of a model, collected once for it.</summary>
    public static ConstraintNames Of(IModel model) =>
        model.GetOrAddRuntimeAnnotationValue(Annotation, static argument => new ConstraintNames(argument!), model);

    /// <exception cref="InvalidOperationException">A check of the item misspells a constraint, or is for what the model does not have.</exception>
    public void Validate<TEntity>(WriteItem<TEntity> item, ItemLabel label, DbContext context) where TEntity : class
    {
        foreach (var check in ChecksOf(item))
        {
            if (check is { Target: not null })
            {
                var unknown = PropertyChecks.Of(context.Model).MistakeIn(check, context);
                if (unknown.Length > 0) throw new InvalidOperationException($"{label}: {unknown}");
                continue;
            }

            if (check is not { ConstraintName: { } name }) continue;

            var mistake = _mistakes.GetOrAdd((check.Kind, name), asked => MistakeIn(asked.Kind, asked.Name));
            if (mistake.Length > 0) throw new InvalidOperationException($"{label}: {mistake}");
        }
    }

    /// <summary>Code of the caller's: what it throws is the item's, once it has failed and its checks are asked for.</summary>
    private static IReadOnlyList<IntegrityCheck?> ChecksOf<TEntity>(WriteItem<TEntity> item) where TEntity : class
    {
        try
        {
            return item.IntegrityChecks ?? [];
        }
        catch (Exception)
        {
            return [];
        }
    }

    private void Add(string? name, WriteFailureKind kind)
    {
        if (name is null) return;
        if (!_kinds.TryGetValue(name, out var kinds)) _kinds.Add(name, kinds = []);
        kinds.Add(kind);
    }

    /// <returns>What is wrong with a check; empty if nothing is known to be.</returns>
    private string MistakeIn(WriteFailureKind kind, string name)
    {
        if (_kinds.ContainsKey(name)) return "";

        var near = _kinds.Where(known => known.Value.Contains(kind) && Spelling.IsNear(known.Key, name)).Select(known => known.Key).ToList();
        return near.Count == 0
            ? ""
            : $"an {nameof(IntegrityCheck)} for {kind} names the constraint '{name}', which the model does not have. Near is "
                + $"{string.Join(", ", near.Order(StringComparer.Ordinal).Select(known => $"'{known}'"))}.";
    }
}
