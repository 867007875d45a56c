using System.Text.Json.Nodes;

namespace AppConfig.Services;

/// <summary>Lays documents over each other: objects recurse, everything else is replaced.</summary>
public static class JsonMerge
{
    /// <param name="documents">JSON texts, the one that wins last.</param>
    public static JsonNode? Merge(IEnumerable<string> documents)
    {
        JsonNode? merged = null;
        foreach (var document in documents)
        {
            var next = JsonNode.Parse(document);
            if (merged is JsonObject into && next is JsonObject from)
            {
                Merge(into, from);
            }
            else
            {
                merged = next;
            }
        }

        return merged;
    }

    private static void Merge(JsonObject into, JsonObject from)
    {
        foreach (var (name, value) in from)
        {
            if (into[name] is JsonObject lower && value is JsonObject higher)
            {
                Merge(lower, higher);
            }
            else
            {
                into[name] = value?.DeepClone();
            }
        }
    }
}
