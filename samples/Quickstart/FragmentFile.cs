using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Quickstart;

/// <summary>What a run writes, as a JSON file has it.</summary>
internal sealed record FragmentFile(
    IReadOnlyList<string> Definitions,
    IReadOnlyList<Grant> AllowList,
    IReadOnlyList<FragmentDraft> Create,
    IReadOnlyList<FragmentDraft> Update,
    IReadOnlyList<FragmentKey> Purge)
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <summary>The file that ships with the sample, wherever it is run from.</summary>
    public static string Shipped => Path.Combine(AppContext.BaseDirectory, "fragments.json");

    /// <exception cref="QuickstartException">The file is not there, not readable, or not of this form.</exception>
    public static async Task<FragmentFile> ReadAsync(string path)
    {
        try
        {
            await using var stream = File.OpenRead(path);
            var file = await JsonSerializer.DeserializeAsync<FragmentFile>(stream, s_json);
            return file is not null && !file.HasNullElement()
                ? file
                : throw new QuickstartException($"{path}: null where a value is needed.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new QuickstartException($"{path}: {exception.Message}");
        }
    }

    private bool HasNullElement() =>
        new IEnumerable<object?>[] { Definitions, AllowList, Create, Update, Purge }.Any(items => items.Contains(null));
}

/// <summary>A write grant for one configuration at one type of scope.</summary>
internal sealed record Grant(string ConfigName, ScopeType ScopeType);

/// <summary>What identifies a fragment.</summary>
internal record FragmentKey(string Name, ScopeType ScopeType, string ScopeId = "")
{
    public sealed override string ToString() => $"{Name} {ScopeType}{(ScopeId.Length > 0 ? $"/{ScopeId}" : "")}";
}

/// <summary>A document to create a fragment with, or to merge into the one that is there.</summary>
internal sealed record FragmentDraft(string Name, ScopeType ScopeType, JsonElement Document, string ScopeId = "")
    : FragmentKey(Name, ScopeType, ScopeId)
{
    /// <exception cref="DocumentNotAnObjectException">It is something else.</exception>
    public JsonObject DocumentAsObject() => Document.ValueKind == JsonValueKind.Object
        ? JsonObject.Create(Document)!
        : throw new DocumentNotAnObjectException(Document.ValueKind);
}
