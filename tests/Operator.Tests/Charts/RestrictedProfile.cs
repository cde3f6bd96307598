using System.Text.Json.Nodes;

namespace Postrider.Operator.Tests.Charts;

/// <summary>The Pod Security profile <c>restricted</c> of current Kubernetes, for Linux pods: what the admission controller would refuse.</summary>
internal static class RestrictedProfile
{
    private static readonly string[] Volumes = ["configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"];
    private static readonly string[] Seccomp = ["RuntimeDefault", "Localhost"];
    private static readonly string[] Sysctls =
        ["kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.ip_unprivileged_port_start", "net.ipv4.tcp_syncookies", "net.ipv4.ping_group_range",
         "net.ipv4.ip_local_reserved_ports", "net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_fin_timeout", "net.ipv4.tcp_keepalive_intvl", "net.ipv4.tcp_keepalive_probes"];
    private static readonly string[] SeLinuxTypes = ["", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"];

    /// <summary>Every violation of a pod's specification, as the path of the field.</summary>
    public static IReadOnlyList<string> ViolationsOf(JsonObject pod) =>
        [.. OfPod(pod), .. Containers(pod).SelectMany(container => OfContainer(container, pod["securityContext"]).Select(field => $"{container["name"]}: {field}"))];

    private static IEnumerable<string> OfPod(JsonObject pod)
    {
        var security = pod["securityContext"];
        var fields = new[] { "hostNetwork", "hostPID", "hostIPC" }.Where(field => IsTrue(pod[field])).ToList();
        fields.AddRange(Items(pod["volumes"]).Where(volume => !volume.Any(field => Volumes.Contains(field.Key))).Select(volume => $"volumes {volume["name"]}"));
        fields.AddRange(Items(security?["sysctls"]).Where(item => !Sysctls.Contains(Text(item["name"]))).Select(item => $"sysctls {item["name"]}"));
        return fields.Concat(OfBoth(security));
    }

    private static IEnumerable<string> OfContainer(JsonObject container, JsonNode? pod)
    {
        var security = container["securityContext"];
        var checks = new (string Field, bool Holds)[]
        {
            ("privileged", !IsTrue(security?["privileged"])),
            ("allowPrivilegeEscalation", IsFalse(security?["allowPrivilegeEscalation"])),
            ("capabilities.drop", Texts(security?["capabilities"]?["drop"]).Contains("ALL")),
            ("capabilities.add", Texts(security?["capabilities"]?["add"]).All(name => name == "NET_BIND_SERVICE")),
            ("runAsNonRoot", IsTrue(security?["runAsNonRoot"] ?? pod?["runAsNonRoot"])),
            ("seccompProfile", Seccomp.Contains(Text((security?["seccompProfile"] ?? pod?["seccompProfile"])?["type"]))),
            ("procMount", Text(security?["procMount"]) is "" or "Default"),
            ("hostPort", Items(container["ports"]).All(port => (port["hostPort"]?.GetValue<long>() ?? 0) == 0)),
            ("probe host", new[] { "livenessProbe", "readinessProbe", "startupProbe" }.All(probe => container[probe]?["httpGet"]?["host"] is null && container[probe]?["tcpSocket"]?["host"] is null)),
        };
        return checks.Where(check => !check.Holds).Select(check => check.Field).Concat(OfBoth(security));
    }

    private static IEnumerable<string> OfBoth(JsonNode? security)
    {
        var checks = new (string Field, bool Holds)[]
        {
            ("runAsUser", security?["runAsUser"]?.GetValue<long>() != 0),
            ("windowsOptions.hostProcess", !IsTrue(security?["windowsOptions"]?["hostProcess"])),
            ("appArmorProfile", Text(security?["appArmorProfile"]?["type"]) is "" or "RuntimeDefault" or "Localhost"),
            ("seLinuxOptions", SeLinuxTypes.Contains(Text(security?["seLinuxOptions"]?["type"])) && security?["seLinuxOptions"]?["user"] is null && security?["seLinuxOptions"]?["role"] is null),
            ("seccompProfile", security?["seccompProfile"] is null || Seccomp.Contains(Text(security["seccompProfile"]!["type"]))),
        };
        return checks.Where(check => !check.Holds).Select(check => check.Field);
    }

    private static IEnumerable<JsonObject> Containers(JsonObject pod) =>
        new[] { "containers", "initContainers", "ephemeralContainers" }.SelectMany(field => Items(pod[field]));

    private static IEnumerable<JsonObject> Items(JsonNode? list) => (list as JsonArray ?? []).OfType<JsonObject>();

    private static IEnumerable<string> Texts(JsonNode? list) => (list as JsonArray ?? []).Select(Text);

    private static string Text(JsonNode? node) => node?.GetValue<string>() ?? "";

    private static bool IsTrue(JsonNode? node) => node?.GetValue<bool>() is true;

    private static bool IsFalse(JsonNode? node) => node?.GetValue<bool>() is false;
}
