using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Postrider.Demo.Receiving;

namespace Postrider.Demo.Publishing;

/// <summary>Publishes as any application would: one HTTP request to the dispatcher.</summary>
internal sealed class Publisher(HttpClient http, string dispatcher, TimeProvider time)
{
    public async Task<Publication> PublishAsync(Scene scene, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{dispatcher}/v2/publish/{scene.Destination}")
        {
            Content = new StringContent(scene.Body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", DevelopmentKeys.Token);
        foreach (var (name, value) in scene.Headers)
        {
            request.Headers.Add(name, value);
        }

        var due = (time.GetUtcNow() + scene.Delay).ToUnixTimeMilliseconds();
        request.Headers.Add($"Upstash-Forward-{Receiver.KindHeader}", scene.Kind);
        request.Headers.Add($"Upstash-Forward-{DueTimes.DueHeader}", due.ToString(CultureInfo.InvariantCulture));
        if (scene.RetryDelay is { } retryDelay)
        {
            request.Headers.Add($"Upstash-Forward-{DueTimes.RetryHeader}", retryDelay);
        }

        try
        {
            using var answer = await http.SendAsync(request, cancel);
            return Read((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(cancel));
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException && !cancel.IsCancellationRequested)
        {
            return new Publication(0, [], false, exception.Message);
        }
    }

    /// <summary>One object for one message, an array for a Topic.</summary>
    private static Publication Read(int status, string text)
    {
        try
        {
            var json = JsonSerializer.Deserialize<JsonElement>(text);
            JsonElement[] items = json.ValueKind == JsonValueKind.Array ? [.. json.EnumerateArray()] : [json];
            return new Publication(
                status,
                [.. items.Where(item => item.TryGetProperty("messageId", out _)).Select(item => item.GetProperty("messageId").GetString()!)],
                items.Any(item => item.TryGetProperty("deduplicated", out var flag) && flag.GetBoolean()),
                text);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return new Publication(status, [], false, text);
        }
    }
}
