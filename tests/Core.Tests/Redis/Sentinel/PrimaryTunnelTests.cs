using Microsoft.Extensions.Options;
using Postrider.Core.Redis;
using Postrider.TestKit;
using Postrider.TestKit.Redis;
using StackExchange.Redis;

namespace Postrider.Core.Tests.Redis.Sentinel;

/// <summary>A primary and a replica under three Sentinels; a key that is counted up tells which of them a write reached.</summary>
public sealed class PrimaryTunnelTests : IAsyncLifetime
{
    private const string Key = "counted";
    private static readonly TimeSpan Failover = TimeSpan.FromSeconds(90); // Sentinels that were held up do nothing for 30 s
    private RedisGroup group = null!;
    private RedisConnections connections = null!;

    private int Old => group.Ports[0];

    private int New => group.Ports[1];

    public async Task InitializeAsync()
    {
        (group, var configuration) = await RedisGroups.UnderSentinelAsync();
        connections = new RedisConnections(Options.Create(new RedisOptions { Configuration = configuration }));
        await Eventually.IsTrueAsync(CountsAsync, "the primary is found");
    }

    public async Task DisposeAsync()
    {
        await connections.DisposeAsync();
        await group.DisposeAsync();
    }

    [Fact]
    public async Task A_primary_that_comes_back_after_a_failover_gets_nothing_though_it_takes_itself_for_one_still()
    {
        await group.KillAsync(Old);
        await Eventually.IsTrueAsync(async () => await CountsAsync() && await ReadAsync() > 50, "the other one is the primary", Failover);
        await group.StartAgainAsync(Old); // empty
        await using var direct = await ConnectAsync(Old);
        var counted = 0L;
        await Eventually.IsTrueAsync(
            async () =>
            {
                await CountsAsync();
                var read = await ReadAsync();
                Assert.True(read > 50 && read >= counted, $"{read} after {counted}");
                counted = read;
                return await IsReplicaAsync(direct);
            },
            "it is made a replica",
            Failover);
        await using var primary = await ConnectAsync(New);
        Assert.Equal(("master", counted), (await RoleAsync(primary, New), (long)await primary.GetDatabase().StringGetAsync(Key)));
    }

    [Fact]
    public async Task A_primary_that_freezes_is_left_when_Sentinel_has_another_one()
    {
        group.Signal(Old, "STOP");
        try
        {
            await Eventually.IsTrueAsync(CountsAsync, "the other one is the primary", Failover);
        }
        finally
        {
            group.Signal(Old, "CONT");
        }

        await using var primary = await ConnectAsync(New);
        Assert.Equal(await ReadAsync(), (long)await primary.GetDatabase().StringGetAsync(Key));
    }

    private async Task<bool> CountsAsync()
    {
        try
        {
            await connections.Control.GetDatabase().StringIncrementAsync(Key);
            return true;
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            return false;
        }
    }

    private async Task<long> ReadAsync() => (long)await connections.Control.GetDatabase().StringGetAsync(Key);

    private static Task<ConnectionMultiplexer> ConnectAsync(int port) =>
        ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{port},user={RedisGroup.User},password={RedisGroup.Password},abortConnect=false,allowAdmin=true");

    private async Task<bool> IsReplicaAsync(ConnectionMultiplexer direct)
    {
        try
        {
            return await RoleAsync(direct, Old) == "slave";
        }
        catch (RedisConnectionException)
        {
            return false; // Sentinel cuts the connections to the one that it makes a replica
        }
    }

    private static async Task<string> RoleAsync(ConnectionMultiplexer direct, int port) => (await direct.GetServer("127.0.0.1", port).RoleAsync()).Value;
}
