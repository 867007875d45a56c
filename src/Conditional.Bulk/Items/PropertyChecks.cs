using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Conditional.Bulk;

/// <summary>What the checks that name properties or a constraint of an entity type mean in a model.</summary>
internal sealed class PropertyChecks
{
    private const string Annotation = "Conditional.Bulk:PropertyChecks";

    private readonly ConcurrentDictionary<(WriteFailureKind Kind, CheckTarget Target), CheckMeaning> _meanings = new();
    private readonly ConcurrentDictionary<(CheckTarget Target, string Name), string> _mistakes = new();
    private readonly IModel _model;

    private PropertyChecks(IModel model) => _model = model;

    /// <summary>The checks of a model, each looked up once for it.</summary>
    public static PropertyChecks Of(IModel model) =>
        model.GetOrAddRuntimeAnnotationValue(Annotation, static argument => new PropertyChecks(argument!), model);

    /// <param name="check">The check.</param>
    /// <param name="context">A context with the model.</param>
    /// <returns>What is wrong with it in the model; empty if nothing.</returns>
    public string MistakeIn(IntegrityCheck check, DbContext context) => check switch
    {
        { Target: null } => "",
        { ConstraintName: { } name } => _mistakes.GetOrAdd((check.Target, name), asked => MistakeInName(asked.Target, asked.Name, context)),
        _ => MeaningOf(check.Kind, check.Target).Mistake,
    };

    /// <summary>Whether a check is for a failure.</summary>
    public bool Match(IntegrityCheck check, WriteFailure failure)
    {
        if (check.Target is not { } target) return check.Matches(failure);
        if (check.ConstraintName is not null) return check.Matches(failure) && IsOf(target, failure.TableName);

        return IsOf(check.Kind, failure.Kind) && failure.Properties.Count > 0 && MeaningOf(check.Kind, target).Properties.SetEquals(failure.Properties);
    }

    /// <summary>One foreign key fails in two ways: where its row is missing, and where that row is deleted.</summary>
    private static bool IsOf(WriteFailureKind kind, WriteFailureKind failed) =>
        kind == failed || (kind, failed) is (WriteFailureKind.ForeignKeyViolation, WriteFailureKind.RestrictViolation);

    private bool IsOf(CheckTarget target, string? table) =>
        table is null || _model.FindEntityType(target.EntityType)?.GetTables().Any(own => own.Name == table) is true;

    private CheckMeaning MeaningOf(WriteFailureKind kind, CheckTarget target) => _meanings.GetOrAdd((kind, target), asked => Find(asked.Kind, asked.Target));

    private CheckMeaning Find(WriteFailureKind kind, CheckTarget target)
    {
        if (_model.FindEntityType(target.EntityType) is not { } entityType) return new([], NotInTheModel(target));

        HashSet<IPropertyBase> properties = [];
        foreach (var path in target.Paths.Split(CheckTarget.Separator))
        {
            if (PropertyPath.Find(entityType, path) is not { } property)
            {
                return new([], $"an {nameof(IntegrityCheck)} names the property '{path}', which '{entityType.DisplayName()}' does not have in the model.");
            }

            properties.Add(property);
        }

        var (isThere, what) = kind is WriteFailureKind.ForeignKeyViolation
            ? (SetsOf(properties, entityType, type => type.GetForeignKeys().Select(key => key.Properties)), "foreign key")
            : (SetsOf(properties, entityType, UniqueOf), "key or unique index");
        return new(properties, isThere ? "" : $"an {nameof(IntegrityCheck)} is for the properties '{target.Paths.Replace($"{CheckTarget.Separator}", "', '", StringComparison.Ordinal)}', "
            + $"and no {what} of '{entityType.DisplayName()}' is on exactly these.");
    }

    private static IEnumerable<IReadOnlyList<IProperty>> UniqueOf(IEntityType type) =>
        type.GetKeys().Select(key => key.Properties).Concat(type.GetIndexes().Where(index => index.IsUnique).Select(index => index.Properties));

    private static bool SetsOf(
        HashSet<IPropertyBase> properties, IEntityType entityType, Func<IEntityType, IEnumerable<IReadOnlyList<IProperty>>> sets) =>
        entityType.GetDerivedTypesInclusive()
            .Concat(properties.Select(property => property.DeclaringType.ContainingEntityType))
            .SelectMany(sets).Any(properties.SetEquals);

    /// <summary>The model that EF keeps at run time does not have the check constraints.</summary>
    private static string MistakeInName(CheckTarget target, string name, DbContext context)
    {
        if (context.GetService<IDesignTimeModel>().Model.FindEntityType(target.EntityType) is not { } entityType) return NotInTheModel(target);

        List<string> names = [.. entityType.GetDerivedTypesInclusive().SelectMany(type => type.GetCheckConstraints()).Select(check => check.Name).OfType<string>().Distinct()];
        return names.Contains(name)
            ? ""
            : $"an {nameof(IntegrityCheck)} names the check constraint '{name}', which '{entityType.DisplayName()}' does not have in the model. It has "
                + (names.Count == 0 ? "none." : $"{string.Join(", ", names.Order(StringComparer.Ordinal).Select(known => $"'{known}'"))}.");
    }

    private static string NotInTheModel(CheckTarget target) =>
        $"an {nameof(IntegrityCheck)} is for '{target.EntityType.Name}', which is no entity type of the model.";
}

/// <summary>What a check means in a model.</summary>
/// <param name="Properties">The properties.</param>
/// <param name="Mistake">Why it can mean nothing; empty if it does.</param>
internal sealed record CheckMeaning(HashSet<IPropertyBase> Properties, string Mistake);
