using System.Text.Json;
using System.Text.Json.Serialization;
using AppConfig.Model;

namespace AppConfig.Api;

internal sealed class ScopeTypeJsonConverter : JsonConverter<ScopeType>
{
    public override ScopeType Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && ScopeType.TryParse(reader.GetString(), null, out var scopeType)
            ? scopeType
            : throw new JsonException($"A scope type is one of {string.Join(", ", ScopeType.All)}.");

    public override void Write(Utf8JsonWriter writer, ScopeType value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Name);
}
