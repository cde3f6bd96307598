using System.Text;
using System.Text.Json;
using Postrider.Dispatcher.Protocol;
using Postrider.Dispatcher.Publishing;

namespace Postrider.Dispatcher.Api;

/// <summary>One item of a batch as it comes; absent and null are the same.</summary>
internal sealed record BatchItem
{
    public string? Destination { get; init; }

    public Dictionary<string, JsonElement>? Headers { get; init; }

    public string? Body { get; init; }

    public string? Queue { get; init; }

    /// <summary>The order that it stands for, or what is wrong with its form.</summary>
    public (PublishOrder? Order, string? Error) ToOrder()
    {
        if (string.IsNullOrEmpty(Destination))
        {
            return (null, "destination: a URL, Topic or Endpoint is expected");
        }

        if (!string.IsNullOrEmpty(Queue))
        {
            return (null, "queue: not supported yet");
        }

        if (Headers?.FirstOrDefault(header => header.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array) is { Key: { } name })
        {
            return (null, $"headers.{name}: a text is expected");
        }

        var target = PublishTarget.Parse(Destination);
        var headers = (Headers ?? []).Where(header => header.Value.ValueKind != JsonValueKind.Null)
            .Select(header => KeyValuePair.Create(header.Key, header.Value.ToString()));
        return (new(target.Destination, PublishInput.From(headers, target.Parameters), Encoding.UTF8.GetBytes(Body ?? "")), null);
    }
}
