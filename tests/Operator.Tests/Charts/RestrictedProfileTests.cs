using System.Text.Json.Nodes;

namespace Postrider.Operator.Tests.Charts;

/// <summary>Pods of the chart run where the profile <c>restricted</c> is enforced.</summary>
public sealed class RestrictedProfileTests
{
    public static TheoryData<string> Sets => new(Rendered.Sets);

    [Theory]
    [MemberData(nameof(Sets))]
    public void Every_pod_fits_it(string set)
    {
        var pods = Rendered.Of(set).Pods().ToList();
        Assert.NotEmpty(pods);
        Assert.All(pods, pod => Assert.Empty(RestrictedProfile.ViolationsOf(pod.Pod)));
    }

    [Theory]
    [InlineData("hostNetwork", """{"hostNetwork": true}""")]
    [InlineData("volumes host", """{"volumes": [{"name": "host", "hostPath": {"path": "/"}}]}""")]
    [InlineData("sysctls kernel.msgmax", """{"securityContext": {"sysctls": [{"name": "kernel.msgmax", "value": "1"}]}}""")]
    [InlineData("runAsUser", """{"securityContext": {"runAsUser": 0}}""")]
    [InlineData("gateway: runAsNonRoot", """{"securityContext": {"runAsNonRoot": false}}""")]
    [InlineData("gateway: seccompProfile", """{"securityContext": {"seccompProfile": null}}""")]
    [InlineData("gateway: seccompProfile", """{"securityContext": {"seccompProfile": {"type": "Unconfined"}}}""")]
    [InlineData("gateway: privileged", """{"containers": [{"securityContext": {"privileged": true}}]}""")]
    [InlineData("gateway: allowPrivilegeEscalation", """{"containers": [{"securityContext": {"allowPrivilegeEscalation": null}}]}""")]
    [InlineData("gateway: capabilities.drop", """{"containers": [{"securityContext": {"capabilities": {"drop": ["NET_RAW"]}}}]}""")]
    [InlineData("gateway: capabilities.add", """{"containers": [{"securityContext": {"capabilities": {"add": ["NET_ADMIN"]}}}]}""")]
    [InlineData("gateway: runAsUser", """{"containers": [{"securityContext": {"runAsUser": 0}}]}""")]
    [InlineData("gateway: hostPort", """{"containers": [{"ports": [{"containerPort": 1, "hostPort": 80}]}]}""")]
    public void A_pod_that_does_not_fit_is_found(string violation, string change)
    {
        var pod = Rendered.Of(Rendered.Defaults).Pods().Single(pod => Rendered.Title(pod.Workload).EndsWith("-gateway", StringComparison.Ordinal)).Pod.DeepClone().AsObject();
        Lay(JsonNode.Parse(change)!.AsObject(), pod);
        Assert.Contains(violation, RestrictedProfile.ViolationsOf(pod));
    }

    private static void Lay(JsonObject change, JsonObject target)
    {
        foreach (var (name, value) in change)
        {
            if (value is JsonObject inner && target[name] is JsonObject below)
            {
                Lay(inner, below);
            }
            else if (name == "containers")
            {
                Lay(value![0]!.AsObject(), target[name]![0]!.AsObject());
            }
            else
            {
                target[name] = value?.DeepClone();
            }
        }
    }
}
