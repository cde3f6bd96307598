using Postrider.TestKit;
using Postrider.TestKit.Dispatching;
using Postrider.TestKit.Http;

namespace Postrider.Operator.Tests.Kubernetes;

/// <summary>Figures of messages reach the status, and what did not change costs no request.</summary>
public sealed class FigureTests(KubeFixture kube) : IClassFixture<KubeFixture>
{
    [Fact]
    public async Task What_waits_and_since_when_is_seen_in_the_status()
    {
        await using var scene = await OperatorScene.StartAsync(kube);
        await scene.Manifest.CreateAsync("Endpoint", "shop", """{"url": "http://127.0.0.1:9/a", "suspend": true}""");
        await scene.HasReasonAsync("Endpoint", "shop", "Suspended");
        await using var dispatcher = await Dispatcher.StartAsync(scene.Redis.Configuration);
        using var api = new PublishApi(dispatcher.Url, Tokens.Default);
        var before = DateTimeOffset.UtcNow.AddSeconds(-1);
        var published = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => api.PublishAsync($"shop.{scene.Space}", "x")));
        Assert.All(published, answer => Assert.InRange((int)answer.Status, 200, 201));

        var messages = (await Eventually.BecomesAsync(
            async () => (await scene.Manifest.FindAsync("Endpoint", "shop"))!["status"]!["messages"]!.AsObject(), found => (long?)found["waiting"] == 3, "three wait", TimeSpan.FromSeconds(80)))!;
        Assert.InRange(DateTimeOffset.Parse((string)messages["oldestWaitingTime"]!, null), before, DateTimeOffset.UtcNow);
        Assert.InRange(DateTimeOffset.Parse((string)messages["observedTime"]!, null), before, DateTimeOffset.UtcNow);
        Assert.Matches("shop +True +Suspended +true +3 +0 ", await kube.Server.Kubectl.RunAsync("-n", scene.Space, "get", "pep"));
    }

    [Fact]
    public async Task Idle_minutes_cost_no_request_but_those_of_watches_and_of_the_lease()
    {
        await using var scene = await OperatorScene.StartAsync(kube);
        await scene.Manifest.CreateAsync("Endpoint", "shop", """{"url": "https://example.com/a"}""");
        await scene.Manifest.CreateAsync("Endpoint", "wrong", """{"url": "https://example.com/a", "retry": {"delayExpression": "retried +"}}""");
        await scene.Manifest.CreateAsync("Topic", "orders", """{"subscribers": [{"name": "shop", "endpointRef": {"name": "shop"}}]}""");
        await scene.Manifest.CreateAsync("Schedule", "yearly", """{"cron": "0 0 1 1 *", "destination": {"topicRef": {"name": "orders"}}}""");
        await scene.HasReasonAsync("Endpoint", "wrong", "Invalid");
        await scene.HasReasonAsync("Schedule", "yearly", "Accepted");
        var before = await SettledAsync(scene);

        await Task.Delay(TimeSpan.FromSeconds(70)); // longer than any interval of the operator, a whole pass over the registry among them
        var since = Requests(scene).Skip(before).ToList();
        Assert.All(since, line => Assert.StartsWith("watch ", line, StringComparison.Ordinal));
        Assert.InRange(since.Count, 0, 8);
    }

    // A leader renews its Lease whatever happens.
    private IEnumerable<string> Requests(OperatorScene scene) => kube.Server.Audited(scene.Space).Where(line => !line.Contains("/leases/", StringComparison.Ordinal));

    // First impressions are told too, and events come one after the other.
    private async Task<int> SettledAsync(OperatorScene scene)
    {
        var (count, before) = (0, -1);
        await Eventually.IsTrueAsync(
            async () =>
            {
                (before, count) = (count, Requests(scene).Count());
                await Task.Delay(TimeSpan.FromSeconds(3));
                return count == before;
            },
            "all that is new is told");
        return count;
    }
}
