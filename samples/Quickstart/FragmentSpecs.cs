using System.Text.Json;
using System.Text.Json.Nodes;
using Conditional.Bulk;

namespace Quickstart;

/// <summary>Writes a draft as a new fragment.</summary>
internal sealed class CreateFragment(FragmentDraft draft) : CreatorSpec<Fragment>
{
    // By constraint name, which PostgreSQL tells, and which the model tells for SQLite. Foreign keys have no name on SQLite.
    public override IReadOnlyList<IntegrityCheck> IntegrityChecks =>
    [
        new(WriteFailureKind.UniqueViolation, "pk_fragments", failure => new FragmentExistsException(draft, failure.Exception)),
    ];

    public override Fragment BuildEntity() => new()
    {
        Name = draft.Name,
        ScopeType = draft.ScopeType,
        ScopeId = draft.ScopeId,
        Document = draft.DocumentAsObject().ToJsonString(),
    };
}

/// <summary>Sets the properties that a draft has, and removes those that are null in it.</summary>
internal sealed class MergeIntoFragment(FragmentDraft draft) : UpdaterSpec<Fragment>
{
    public override void Apply(Fragment entity)
    {
        var document = JsonNode.Parse(entity.Document)!.AsObject();
        foreach (var (name, value) in draft.DocumentAsObject())
        {
            if (value is null)
            {
                document.Remove(name);
            }
            else
            {
                document[name] = value.DeepClone();
            }
        }

        entity.Document = document.ToJsonString();
    }
}

/// <summary>What this domain throws, or reports for an item, in its own words.</summary>
internal abstract class ConfigException(string message, Exception? innerException = null) : Exception(message, innerException);

internal sealed class ScopeNotGrantedException(FragmentKey key)
    : ConfigException($"no grant to write '{key.Name}' at scope type {key.ScopeType}");

internal sealed class FragmentExistsException(FragmentKey key, Exception innerException)
    : ConfigException($"there already is a fragment {key}", innerException);

internal sealed class DocumentNotAnObjectException(JsonValueKind given)
    : ConfigException($"the document must be a JSON object, not {given}");
