using AppConfig.Data;
using AppConfig.Model;
using Conditional.Bulk;

namespace AppConfig.Repositories;

/// <summary>Writes a draft as a new fragment.</summary>
internal sealed class CreateFragment(FragmentDraft draft) : CreatorSpec<Fragment>
{
    public override IReadOnlyList<IntegrityCheck> IntegrityChecks =>
    [
        new(WriteFailureKind.UniqueViolation, AppConfigDb.FragmentsKey,
            failure => new FragmentExistsException(draft.Key, failure.Exception)),
        new(WriteFailureKind.CheckViolation, AppConfigDb.ScopeIdCheck,
            failure => new ScopeIdException(draft.Key, failure.Exception)),
    ];

    public override Fragment BuildEntity() => new()
    {
        ConfigName = draft.Key.ConfigName,
        ScopeType = draft.Key.ScopeType,
        ScopeId = draft.Key.ScopeId.Length > 0 ? Names.Require(draft.Key.ScopeId) : "",
        Document = draft.Document,
    };
}

/// <summary>Puts the document of a draft in the place of the one that is there.</summary>
internal sealed class ReplaceDocument(FragmentDraft draft) : UpdaterSpec<Fragment>
{
    public override IReadOnlyList<IntegrityCheck> IntegrityChecks => [FragmentWrites.NotFound(draft.Key)];

    public override void Apply(Fragment entity) => entity.Document = draft.Document;
}
