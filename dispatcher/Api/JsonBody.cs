using System.Text.Json;

namespace Postrider.Dispatcher.Api;

/// <summary>Request bodies as JSON that may be anything.</summary>
internal static class JsonBody
{
    /// <summary>The object that the body is; null when it is no JSON, or something else.</summary>
    public static JsonElement? ReadObject(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A value as text; a number or true or false as it is written; null for what is neither, or not UTF-8.</summary>
    public static string? TextOf(JsonElement value)
    {
        try
        {
            return value.ValueKind switch
            {
                JsonValueKind.String => value.GetString(),
                JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
                _ => null,
            };
        }
        catch (InvalidOperationException)
        {
            return null; // not UTF-8, or half of a surrogate pair
        }
    }
}
