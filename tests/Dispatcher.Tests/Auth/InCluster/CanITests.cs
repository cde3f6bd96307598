using System.Net;
using Postrider.Core.Model;
using Postrider.TestKit.Dispatching;
using Postrider.TestKit.Kubernetes;

namespace Postrider.Dispatcher.Tests.Auth.InCluster;

/// <summary>What <c>kubectl auth can-i</c> says is what the gateway does.</summary>
[Collection(nameof(KubeGateway))]
public sealed class CanITests(KubeGateway kube)
{
    // Of resources that the cluster has: those that only the gateway knows kubectl asks about under another name.
    [Fact]
    public async Task It_tells_the_truth()
    {
        var space = await kube.Server.Admin.CreateNamespaceAsync();
        await kube.Declared.TopicAsync(space, "orders", new TopicSubscriber { Name = "one", Url = "https://a.example" });
        await kube.Declared.TopicAsync(space, "refunds", new TopicSubscriber { Name = "one", Url = "https://a.example" });
        using var api = await kube.WithAsync(space, "web", new Rule("publish", "topics", "orders"), new("publish", "endpoints"), new("get", "schedules"));
        (string Verb, string Resource, Func<Task<ApiAnswer>> Call)[] questions =
        [
            ("publish", "topics.postrider.dev/orders", () => api.PublishAsync("orders", "", "Upstash-Delay: 1h")),
            ("publish", "topics.postrider.dev/refunds", () => api.PublishAsync("refunds", "", "Upstash-Delay: 1h")),
            ("publish", "endpoints.postrider.dev/any", () => api.PublishAsync("endpoint/any", "", "Upstash-Delay: 1h")),
            ("update", "topics.postrider.dev/orders", () => api.SendAsync(HttpMethod.Patch, "/v2/topics/orders", [])),
            ("get", "schedules.postrider.dev/nightly", () => api.GetAsync("/v2/schedules/nightly")),
            ("list", "schedules.postrider.dev", () => api.GetAsync("/v2/schedules")),
        ];
        foreach (var (verb, resource, call) in questions)
        {
            var (code, said) = await kube.Server.Kubectl.TryAsync("", "auth", "can-i", verb, resource, "-n", space, "--as", $"system:serviceaccount:{space}:web");
            var answer = await call();
            Assert.True((code == 0) == (answer.Status != HttpStatusCode.Forbidden), $"{verb} {resource}: kubectl says {said}, the gateway {answer.Status}");
        }

        Assert.Equal(HttpStatusCode.OK, (await questions[0].Call()).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await questions[1].Call()).Status);
    }
}
