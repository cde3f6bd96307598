using Postrider.TestKit.Certificates;
using Postrider.TestKit.Processes;
using StackExchange.Redis;

namespace Postrider.TestKit.Redis;

/// <summary>The kinds of Redis that people have.</summary>
public static class RedisGroups
{
    /// <summary>One that knows a single user with a password, who may do nothing to the server.</summary>
    public static async Task<(RedisGroup Group, string Configuration)> WithUserAsync()
    {
        var group = new RedisGroup();
        var port = await group.StartAsync("--user", RedisGroup.User, "on", $">{RedisGroup.Password}", "~*", "&*", "+@all", "-@admin", "-@dangerous", "--user", "default", "off");
        return (group, $"127.0.0.1:{port},{Login}");
    }

    /// <summary>A primary and a replica under three Sentinels, all of which want a user and a password.</summary>
    public static async Task<(RedisGroup Group, string Configuration)> UnderSentinelAsync()
    {
        var group = new RedisGroup();
        string[] login = ["--user", RedisGroup.User, "on", $">{RedisGroup.Password}", "~*", "&*", "+@all", "--user", "default", "off", "--masteruser", RedisGroup.User, "--masterauth", RedisGroup.Password];
        var primary = await group.StartAsync(login);
        await group.StartAsync([.. login, "--replicaof", "127.0.0.1", $"{primary}"]);
        var sentinels = new List<string>();
        for (var number = 0; number < 3; number++)
        {
            sentinels.Add($"127.0.0.1:{await group.StartSentinelAsync(SentinelOf(primary))}");
        }

        return (group, $"{string.Join(',', sentinels)},serviceName=main,{Login}");
    }

    /// <summary>Three nodes that share the slots.</summary>
    public static async Task<(RedisGroup Group, string Configuration)> ClusterAsync()
    {
        var group = new RedisGroup();
        var nodes = new List<(int Port, int Bus)>();
        for (var number = 0; number < 3; number++)
        {
            var bus = FreePort.Find();
            nodes.Add((await group.StartAsync("--cluster-enabled", "yes", "--cluster-port", $"{bus}"), bus));
        }

        await JoinAsync(nodes);
        return (group, string.Join(',', nodes.Select(node => $"127.0.0.1:{node.Port}")));
    }

    /// <summary>One that speaks TLS, by a certificate of this authority, and asks for one.</summary>
    public static async Task<(RedisGroup Group, string Configuration)> BehindTlsAsync(TestAuthority authority)
    {
        var group = new RedisGroup();
        var own = authority.IssueServer();
        var port = FreePort.Find();
        string[] files = ["--tls-cert-file", group.Write("own.crt", own.Pem), "--tls-key-file", group.Write("own.key", own.KeyPem), "--tls-ca-cert-file", group.Write("ca.crt", authority.Pem)];
        await group.StartAsync(["--tls-port", $"{port}", "--tls-auth-clients", "yes", .. files]);
        return (group, $"127.0.0.1:{port},ssl=true");
    }

    private static string Login => $"user={RedisGroup.User},password={RedisGroup.Password}";

    private static string[] SentinelOf(int primary) =>
    [
        $"sentinel monitor main 127.0.0.1 {primary} 2", $"sentinel auth-user main {RedisGroup.User}", $"sentinel auth-pass main {RedisGroup.Password}",
        "sentinel down-after-milliseconds main 1000", "sentinel failover-timeout main 5000",
        $"user {RedisGroup.User} on >{RedisGroup.Password} ~* &* +@all", "user default off", $"sentinel sentinel-user {RedisGroup.User}", $"sentinel sentinel-pass {RedisGroup.Password}",
    ];

    private static async Task JoinAsync(List<(int Port, int Bus)> nodes)
    {
        const int slots = 16384;
        foreach (var (index, node) in nodes.Index())
        {
            await using var connection = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{node.Port},allowAdmin=true");
            var server = connection.GetServers()[0];
            await server.ExecuteAsync("CLUSTER", "ADDSLOTSRANGE", slots * index / nodes.Count, (slots * (index + 1) / nodes.Count) - 1);
            await server.ExecuteAsync("CLUSTER", "MEET", "127.0.0.1", nodes[0].Port, nodes[0].Bus);
        }

        await Eventually.IsTrueAsync(async () => (await Task.WhenAll(nodes.Select(node => IsCompleteAsync(node.Port, nodes.Count)))).All(complete => complete), "the Cluster is complete");
    }

    private static async Task<bool> IsCompleteAsync(int port, int nodes)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{port},allowAdmin=true");
        var state = (string?)await connection.GetServers()[0].ExecuteAsync("CLUSTER", "INFO") ?? "";
        return state.Contains("cluster_state:ok", StringComparison.Ordinal) && state.Contains($"cluster_known_nodes:{nodes}", StringComparison.Ordinal);
    }
}
