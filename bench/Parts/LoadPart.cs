namespace Postrider.Bench.Parts;

/// <summary>Publishes to a Postrider gateway through HTTP, one by one or in batches, over kept connections.</summary>
internal static class LoadPart
{
    // The development token of the protocol: no secret.
    private const string Token = "eyJVc2VySUQiOiJkZWZhdWx0VXNlciIsIlBhc3N3b3JkIjoiZGVmYXVsdFBhc3N3b3JkIn0=";

    public static async Task<int> RunAsync(PublishPlan plan)
    {
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = plan.Connections };
        using var client = new HttpClient(handler);
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"Bearer {Token}");
        var requests = new PublishRequests(plan);
        return await Crew.RunAsync(plan, async due =>
        {
            using var request = plan.Batch == 1 ? requests.Single(due) : requests.Batch(due);
            using var response = await client.SendAsync(request);
            if (!response.IsSuccessStatusCode)
            {
                throw new InvalidOperationException(
                    $"{request.RequestUri} answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
            }
        });
    }
}
