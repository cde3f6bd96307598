using System.Text.Json;
using System.Text.Json.Serialization;
using Postrider.Dispatcher.Protocol;
using Postrider.Dispatcher.Publishing;

namespace Postrider.Dispatcher.Api;

/// <summary>One item of a batch as it comes; absent and null are the same.</summary>
internal sealed class BatchItem
{
    // Settable: the serializer takes a detour over constructors else.
    public string? Destination { get; set; }

    public Dictionary<string, JsonElement>? Headers { get; set; }

    [JsonConverter(typeof(Utf8TextConverter))]
    public byte[]? Body { get; set; }

    public string? Queue { get; set; }

    /// <summary>The order that it stands for; what is wrong with its form is told together with everything else that is wrong with it.</summary>
    public PublishOrder ToOrder()
    {
        var malformed = new List<string>();
        var target = PublishTarget.Parse(Destination ?? "");
        var input = PublishInput.From(ReadHeaders(malformed), target.Parameters, malformed, string.IsNullOrEmpty(Queue) ? null : Queue);
        return new(target.Destination, input, Body ?? []);
    }

    private List<KeyValuePair<string, string>> ReadHeaders(List<string> malformed)
    {
        var headers = new List<KeyValuePair<string, string>>(Headers?.Count ?? 0);
        foreach (var (name, value) in Headers ?? [])
        {
            if (value.ValueKind is JsonValueKind.Null)
            {
                continue;
            }

            if (JsonBody.TextOf(value) is { } text)
            {
                headers.Add(new(name, text));
            }
            else
            {
                malformed.Add($"headers.{SettingErrors.Shortened(name)}: a text is expected");
            }
        }

        return headers;
    }
}
