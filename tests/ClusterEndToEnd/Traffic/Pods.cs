using System.Net.Http.Json;
using Postrider.ClusterEndToEnd.Cluster;
using Postrider.ClusterEndToEnd.Running;

namespace Postrider.ClusterEndToEnd.Traffic;

/// <summary>Gives orders to the publisher, and asks the receiver what came.</summary>
internal sealed class Pods(ApiProxy proxy)
{
    /// <summary>Has the publisher publish to a destination: a URL, or a name.</summary>
    public async Task<PublishResult> PublishAsync(
        string destination, CancellationToken cancel, int count = 1, int perSecond = 0, IReadOnlyDictionary<string, string>? headers = null, string? token = null)
    {
        var order = new PublishOrder($"http://postrider/v2/publish/{destination}", count, perSecond, headers, token);
        using var response = await proxy.Http.PostAsJsonAsync(proxy.UrlOf(Names.Application, "publisher", "/-/publish"), order, cancel);
        return response.IsSuccessStatusCode
            ? (await response.Content.ReadFromJsonAsync<PublishResult>(cancel))!
            : throw new StepFailure($"the publisher answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(cancel)}");
    }

    /// <summary>Publishes a second's worth again and again until it is enough.</summary>
    public async Task<PublishResult> PublishUntilAsync(string destination, int perSecond, CancellationToken enough, CancellationToken cancel)
    {
        var (accepted, failures) = (new List<string>(), new List<string>());
        do
        {
            var result = await PublishAsync(destination, cancel, perSecond, perSecond);
            accepted.AddRange(result.Accepted);
            failures.AddRange(result.Failures);
        }
        while (!enough.IsCancellationRequested);
        return new PublishResult(accepted, failures);
    }

    /// <summary>The address of a path at the receiver's Service, as the workers see it.</summary>
    public static string ReceiverUrl(string path) => $"http://receiver.{Names.Application}{path}";

    /// <summary>Deliveries to a path and those below it.</summary>
    public async Task<IReadOnlyList<Arrival>> ArrivalsAsync(string path, CancellationToken cancel) =>
        (await proxy.Http.GetFromJsonAsync<Arrival[]>(proxy.UrlOf(Names.Application, "receiver", $"/-/arrivals?path={Uri.EscapeDataString(path)}"), cancel))!;

    /// <summary>Waits until each of the messages has come to the path at least once; answers how they came.</summary>
    /// <exception cref="StepFailure">Some have not within that time.</exception>
    public async Task<Tally> AllArriveAsync(string path, IReadOnlyList<string> messages, TimeSpan patience, CancellationToken cancel)
    {
        var tally = Tally.Empty;
        await Patience.WaitAsync(
            async () =>
            {
                tally = Tally.Of(messages, await ArrivalsAsync(path, cancel));
                return tally.Missing == 0 ? null : $"{tally.Missing} of {messages.Count} messages did not arrive at {path}";
            },
            patience, cancel);
        return tally;
    }
}
