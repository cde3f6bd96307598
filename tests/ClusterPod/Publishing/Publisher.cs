using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Postrider.ClusterPod.Publishing;

/// <summary>Publishes with this pod's token, and tries nothing twice: what is refused is told.</summary>
internal sealed class Publisher(IConfiguration configuration)
{
    private const int AtOnce = 16;
    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(30) };

    public async Task<PublishResult> PublishAsync(PublishOrder order, CancellationToken cancel)
    {
        var accepted = new ConcurrentQueue<string>();
        var failures = new ConcurrentQueue<string>();
        var start = TimeProvider.System.GetTimestamp();
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel };
        await Parallel.ForEachAsync(Enumerable.Range(0, order.Count), options, async (number, token) =>
        {
            await WaitForTurnAsync(order, number, start, token);
            await PublishAsync(order, number, accepted, failures, token);
        });
        return new PublishResult([.. accepted], [.. failures]);
    }

    private static async Task WaitForTurnAsync(PublishOrder order, int number, long start, CancellationToken cancel)
    {
        if (order.PerSecond > 0 && TimeSpan.FromSeconds((double)number / order.PerSecond) - TimeProvider.System.GetElapsedTime(start) is { Ticks: > 0 } early)
        {
            await Task.Delay(early, cancel);
        }
    }

    private async Task PublishAsync(PublishOrder order, int number, ConcurrentQueue<string> accepted, ConcurrentQueue<string> failures, CancellationToken cancel)
    {
        try
        {
            using var request = RequestOf(order, number);
            using var response = await http.SendAsync(request, cancel);
            var body = await response.Content.ReadAsStringAsync(cancel);
            if (!response.IsSuccessStatusCode)
            {
                failures.Enqueue($"{(int)response.StatusCode} {body}");
                return;
            }

            foreach (var message in Read(body))
            {
                accepted.Enqueue(message.MessageId);
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException || (exception is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            failures.Enqueue($"{exception.GetType().Name}: {exception.Message} {exception.InnerException?.Message}");
        }
    }

    // A Topic answers with a list, one entry for each subscriber.
    private static Accepted[] Read(string body) => body.StartsWith('[')
        ? JsonSerializer.Deserialize(body, PodJson.Default.AcceptedArray)!
        : [JsonSerializer.Deserialize(body, PodJson.Default.Accepted)!];

    private HttpRequestMessage RequestOf(PublishOrder order, int number)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, order.Url) { Content = JsonContent.Create(number, PodJson.Default.Int32) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", order.Token ?? OwnToken());
        request.Headers.ConnectionClose = number % 2 == 1;
        foreach (var (name, value) in order.Headers ?? new Dictionary<string, string>())
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    // The kubelet replaces the file before the token in it runs out, so it is read each time.
    private string OwnToken() => File.ReadAllText(configuration["TokenFile"]!).Trim();
}
