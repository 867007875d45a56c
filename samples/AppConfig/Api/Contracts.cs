using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using AppConfig.Model;
using Conditional.Bulk;

namespace AppConfig.Api;

/// <summary>A config name.</summary>
public sealed record DefinitionBody(string Name);

/// <summary>Opens a config name at a scope type.</summary>
/// <param name="ScopeType">The scope type.</param>
/// <param name="Rank">The merge priority; 100, 200 and 300 for public, domain and user unless given.</param>
public sealed record ScopeBody(ScopeType ScopeType, int? Rank = null);

/// <summary>A merge priority: higher wins.</summary>
public sealed record RankBody(int Rank);

/// <summary>An allow-list entry.</summary>
public sealed record ScopeResponse(string ConfigName, ScopeType ScopeType, int Rank);

/// <summary>What identifies a fragment.</summary>
/// <param name="ConfigName">A registered config name.</param>
/// <param name="ScopeType">The scope type.</param>
/// <param name="ScopeId">The domain or the user; null at public scope.</param>
public sealed record FragmentKeyBody(string ConfigName, ScopeType ScopeType, string? ScopeId = null);

/// <summary>A fragment: a JSON document for a config name and a scope.</summary>
/// <param name="ConfigName">A registered config name.</param>
/// <param name="ScopeType">The scope type.</param>
/// <param name="Document">Any JSON value.</param>
/// <param name="ScopeId">The domain or the user; null at public scope.</param>
public sealed record FragmentBody(string ConfigName, ScopeType ScopeType, JsonElement Document, string? ScopeId = null);

/// <summary>The document to put in the place of the one that is there.</summary>
/// <param name="Document">Any JSON value.</param>
public sealed record DocumentBody(JsonElement Document);

/// <summary>Fragments to create or update, in this order.</summary>
public sealed record FragmentBatch(
    [property: MaxLength(Limits.BatchItems, ErrorMessage = Limits.BatchMessage), NoNulls] IReadOnlyList<FragmentBody> Items);

/// <summary>Fragments to purge, in this order.</summary>
public sealed record FragmentKeyBatch(
    [property: MaxLength(Limits.BatchItems, ErrorMessage = Limits.BatchMessage), NoNulls] IReadOnlyList<FragmentKeyBody> Items);

/// <summary>One operation of a mixed batch.</summary>
/// <param name="Action">What to do: upsert is update if the fragment is there, else create.</param>
/// <param name="ConfigName">A registered config name.</param>
/// <param name="ScopeType">The scope type.</param>
/// <param name="ScopeId">The domain or the user; null at public scope.</param>
/// <param name="Document">Any JSON value; none for a purge.</param>
public sealed record OperationBody(
    FragmentAction Action, string ConfigName, ScopeType ScopeType, string? ScopeId = null, JsonElement? Document = null)
    : IValidatableObject
{
    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext) =>
        Action is FragmentAction.Purge || Document is not null
            ? []
            : [new ValidationResult("It needs a document, unless it purges.", [nameof(Document)])];
}

/// <summary>Operations, in this order.</summary>
/// <param name="Items">The operations.</param>
/// <param name="MaxFailures">So many may fail; after one more the rest is not attempted. Any number unless given.</param>
public sealed record OperationBatch(
    [property: MaxLength(Limits.BatchItems, ErrorMessage = Limits.BatchMessage), NoNulls] IReadOnlyList<OperationBody> Items,
    [property: Range(0, Limits.BatchItems)] int? MaxFailures = null);

/// <summary>An operation that succeeded.</summary>
/// <param name="Index">Its position in the batch, from 0.</param>
/// <param name="Action">What was done: an upsert that found the fragment as it was to be is unchanged.</param>
/// <param name="Fragment">The fragment as it was written, or purged.</param>
public sealed record OperationResult(int Index, WriteAction Action, FragmentBody Fragment);

/// <summary>What became of a mixed batch.</summary>
/// <param name="Succeeded">The operations that were carried out, in their order.</param>
/// <param name="Failed">Why the others failed, in their order.</param>
public sealed record PatchResponse(IReadOnlyList<OperationResult> Succeeded, IReadOnlyList<BulkFailure> Failed);

/// <summary>What became of a batch.</summary>
/// <param name="Succeeded">The fragments that were written, in the order of the items.</param>
/// <param name="Failed">Why the other items failed, in the order of the items.</param>
public sealed record BulkResponse(IReadOnlyList<FragmentBody> Succeeded, IReadOnlyList<BulkFailure> Failed);

/// <summary>Why an item failed.</summary>
/// <param name="Index">Its position in the batch, from 0.</param>
/// <param name="Kind">The kind of failure, for programs.</param>
/// <param name="Message">The reason, for people.</param>
public sealed record BulkFailure(int Index, FailureKind Kind, string Message);

/// <summary>The most that the API takes.</summary>
internal static class Limits
{
    public const int BatchItems = 1_000;
    public const string BatchMessage = "A batch has at most {1} items.";
    public const int Names = 50;
    public const int PageSize = 200;
    public const int RequestBytes = 8 * 1024 * 1024;
}
