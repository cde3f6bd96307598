using System.Net;
using System.Text.Json.Nodes;
using Postrider.TestKit;
using Postrider.TestKit.Certificates;
using Postrider.TestKit.Redis;

namespace Postrider.Operator.Tests.Charts;

/// <summary>With each kind of Redis that people have, given as the chart takes it, the three programs do their work.</summary>
public sealed class RedisKindTests
{
    [Fact]
    public async Task One_with_a_user_who_may_do_nothing_to_the_server()
    {
        var (group, configuration) = await RedisGroups.WithUserAsync();
        await using var ending = group;
        await using var programs = await ThreePrograms.StartAsync(Values(configuration));
        await programs.WorkAsync();
    }

    [Fact]
    public async Task A_Cluster()
    {
        var (group, configuration) = await RedisGroups.ClusterAsync();
        await using var ending = group;
        await using var programs = await ThreePrograms.StartAsync(Values(configuration));
        await programs.WorkAsync();
    }

    [Fact]
    public async Task Under_Sentinel_and_after_a_failover()
    {
        var (group, configuration) = await RedisGroups.UnderSentinelAsync();
        await using var ending = group;
        await using var programs = await ThreePrograms.StartAsync(Values(configuration));
        await programs.WorkAsync();
        await group.KillAsync(group.Ports[0]);
        await Eventually.BecomesAsync(
            async () =>
            {
                var status = await programs.PublishAsync();
                Assert.True(status is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable, $"{status}");
                return status;
            },
            status => status == HttpStatusCode.OK,
            "publishing goes on with the new primary",
            TimeSpan.FromSeconds(90)); // Sentinels that were held up do nothing for 30 s
        await programs.WorkAsync();
    }

    [Fact]
    public async Task Behind_TLS_with_an_authority_and_a_certificate_of_ones_own_which_may_change()
    {
        using var authority = TestAuthority.Create();
        var (group, configuration) = await RedisGroups.BehindTlsAsync(authority);
        await using var ending = group;
        var files = new DirectoryInfo(Path.GetDirectoryName(Write(group, authority))!);
        await using var programs = await ThreePrograms.StartAsync(Values(configuration, "tls: { existingSecret: redis-tls, clientCertificate: true }"), files);
        await programs.WorkAsync();
        Write(group, authority);
        await programs.WorkAsync();
    }

    private static string Write(RedisGroup group, TestAuthority authority)
    {
        var shown = authority.IssueClient();
        group.Write("tls.key", shown.KeyPem);
        group.Write("tls.crt", shown.Pem);
        return group.Write("ca.crt", authority.Pem);
    }

    private static string Values(string configuration, string more = "tls: null") => $$"""
        redis:
          configuration: {{JsonValue.Create(configuration).ToJsonString()}}
          {{more}}
        """;
}
