using System.Globalization;
using System.Text;

namespace Postrider.Bench.Parts;

/// <summary>The limit: a bare HttpClient loop that posts straight to the receiver, storing nothing.</summary>
internal static class LimitPart
{
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

            using var response = await client.SendAsync(request);
            response.EnsureSuccessStatusCode();
        });
    }
}
