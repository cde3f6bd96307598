using System.Text.Json;

namespace Postrider.Dispatcher.Api;

/// <summary>Request bodies as JSON that may be anything.</summary>
internal static class JsonBody
{
    /// <summary>The object that the body is; null when it is something else, or no JSON: the name of a property that is no text makes it none.</summary>
    public static JsonElement? ReadObject(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object && HasNames(document.RootElement) ? document.RootElement.Clone() : null;
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

    // Names are unescaped when they are read, which fails for half of a surrogate pair and for what is not UTF-8.
    private static bool HasNames(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().All(property => NameOf(property) is not null && HasNames(property.Value)),
        JsonValueKind.Array => json.EnumerateArray().All(HasNames),
        _ => true,
    };

    private static string? NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
