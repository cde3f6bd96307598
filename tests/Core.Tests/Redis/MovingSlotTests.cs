using Postrider.Core.Redis;
using Postrider.TestKit;
using Postrider.TestKit.Redis;
using StackExchange.Redis;

namespace Postrider.Core.Tests.Redis;

/// <summary>While a slot of a Cluster moves, no script runs in it, and whoever sent one knows for certain that it did not.</summary>
public sealed class MovingSlotTests : IAsyncLifetime
{
    private const string Tag = "{1}";
    private RedisGroup group = null!;
    private ConnectionMultiplexer everything = null!;
    private ConnectionMultiplexer own = null!;
    private SlotMove move = null!;

    public async Task InitializeAsync()
    {
        (group, var configuration) = await RedisGroups.ClusterAsync();
        everything = await ConnectionMultiplexer.ConnectAsync($"{configuration},allowAdmin=true");
        own = await ConnectionMultiplexer.ConnectAsync(RedisConnections.Parse(configuration));
        move = new SlotMove(everything, Tag);
    }

    public async Task DisposeAsync()
    {
        await own.DisposeAsync();
        await everything.DisposeAsync();
        await group.DisposeAsync();
    }

    [Fact]
    public async Task Neither_node_runs_it_until_all_keys_are_at_one()
    {
        await RunAsync();
        var keys = await move.CountKeysAsync();
        await move.OpenAsync();
        await AssertUndoneAsync();
        await move.MoveKeysAsync(1);
        await AssertUndoneAsync();
        Assert.Equal(keys - 1, await move.CountKeysAsync());
        await move.MoveKeysAsync(keys);
        await AssertUndoneAsync();
        await move.CloseAsync();
        await Eventually.IsTrueAsync(RunsAsync, "it runs at the new node"); // who was not told in person may lead back to the old one for a moment
    }

    /// <summary>As when a move is broken off.</summary>
    [Fact]
    public async Task The_node_that_it_is_sent_to_knows_nothing_of_the_move()
    {
        await move.LeaveAsync();
        await AssertUndoneAsync();
    }

    /// <summary>As one that has just joined the Cluster.</summary>
    [Fact]
    public async Task The_node_that_it_is_sent_to_is_not_connected_to()
    {
        await move.OpenAsync();
        await group.KillAsync(move.TargetPort);
        await Eventually.IsTrueAsync(() => !own.GetServer("127.0.0.1", move.TargetPort).IsConnected, "the connection is lost");
        await AssertUndoneAsync();
    }

    // It leaves keys behind.
    private Task RunAsync() => RedisScripts.TakeBack.RunAsync(own.GetDatabase(), Tag, ["gateway", 60_000, "0123456789", ""]);

    private async Task<bool> RunsAsync()
    {
        try
        {
            await RunAsync();
            return true;
        }
        catch (RedisException exception) when (RedisTrouble.IsTransient(exception) && RedisTrouble.IsUndone(exception))
        {
            return false;
        }
    }

    private async Task AssertUndoneAsync()
    {
        var exception = await Assert.ThrowsAnyAsync<RedisException>(RunAsync);
        Assert.True(RedisTrouble.IsTransient(exception), $"{exception}");
        Assert.True(RedisTrouble.IsUndone(exception), $"{exception}");
    }
}
