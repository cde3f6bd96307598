using System.Net;
using StackExchange.Redis;

namespace Postrider.TestKit.Redis;

/// <summary>Moves the hash slot of a tag to another node of a Cluster, key by key, in the steps of <c>redis-cli --cluster reshard</c>.</summary>
public sealed class SlotMove
{
    private const int PatienceMs = 5000;
    private readonly IServer source;
    private readonly IServer target;
    private readonly IServer[] nodes;
    private readonly int slot;

    /// <summary>From the node that has the slot now to the first other one. The connection may do everything.</summary>
    public SlotMove(ConnectionMultiplexer cluster, string tag)
    {
        var servers = cluster.GetServers();
        slot = cluster.GetHashSlot(tag);
        source = servers.Single(server => server.EndPoint.Equals(cluster.GetServer((RedisKey)tag).EndPoint));
        target = servers.First(server => server != source);
        nodes = [target, source, .. servers.Except([target, source])];
    }

    /// <summary>The port of the node that the slot moves to.</summary>
    public int TargetPort => ((IPEndPoint)target.EndPoint).Port;

    /// <summary>From now on the source has the keys that are left there, and the target is asked for all others.</summary>
    public async Task OpenAsync()
    {
        await SetSlotAsync(target, "IMPORTING", source);
        await LeaveAsync();
    }

    /// <summary>The half of it that the source knows of: the target sends back whoever comes.</summary>
    public Task LeaveAsync() => SetSlotAsync(source, "MIGRATING", target);

    /// <summary>How many of its keys the source has left.</summary>
    public async Task<int> CountKeysAsync() => (int)await source.ExecuteAsync("CLUSTER", "COUNTKEYSINSLOT", slot);

    /// <summary>Moves so many of its keys.</summary>
    public async Task MoveKeysAsync(int count)
    {
        var keys = (byte[][])(await source.ExecuteAsync("CLUSTER", "GETKEYSINSLOT", slot, count))!;
        await source.ExecuteAsync("MIGRATE", ["127.0.0.1", TargetPort, "", 0, PatienceMs, "KEYS", .. keys]);
    }

    /// <summary>The slot is the target's.</summary>
    public async Task CloseAsync()
    {
        foreach (var node in nodes)
        {
            await SetSlotAsync(node, "NODE", target);
        }
    }

    private async Task SetSlotAsync(IServer node, string how, IServer other) =>
        await node.ExecuteAsync("CLUSTER", "SETSLOT", slot, how, (string)(await other.ExecuteAsync("CLUSTER", "MYID"))!);
}
