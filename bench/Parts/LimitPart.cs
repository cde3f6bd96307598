using System.Globalization;
using System.Text;

namespace Postrider.Bench.Parts;

/// <summary>The limit: a bare HttpClient loop that posts straight to the receiver, storing nothing.</summary>
internal static class LimitPart
{
    // As long as those of a delivery; its signature is a JWT.
    private static readonly (string Name, string Value)[] OfDelivery =
    [
        ("User-Agent", "Upstash-QStash"),
        ("Content-Type", "text/plain"),
        ("Upstash-Message-Id", "msg_5qD2MZmsyYznqEgf5"),
        ("Upstash-Retried", "0"),
        ("Upstash-Max-Retries", "3"),
        ("Upstash-Caller-Ip", "127.0.0.1"),
        ("Upstash-Signature", new string('a', 334)),
    ];

    public static async Task<int> RunAsync(PublishPlan plan)
    {
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = plan.Connections };
        using var client = new HttpClient(handler);
        var url = new Uri(plan.Destination);
        var body = Encoding.ASCII.GetBytes(Crew.Body(plan.BodyBytes));
        return await Crew.RunAsync(plan, async due =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
            if (due.Length > 0)
            {
                request.Headers.TryAddWithoutValidation(ReceiverPart.DueHeader, due[0].ToString(CultureInfo.InvariantCulture));
            }

            foreach (var (name, value) in plan.Headers ? OfDelivery : [])
            {
                if (!request.Headers.TryAddWithoutValidation(name, value))
                {
                    request.Content.Headers.TryAddWithoutValidation(name, value);
                }
            }

            using var response = await client.SendAsync(request);
            response.EnsureSuccessStatusCode();
        });
    }
}
