using Postrider.TestKit.Redis;

namespace Postrider.Dispatcher.Tests.Api;

/// <summary>A gateway without a worker on a Redis of its own: what tests of refusals share.</summary>
public sealed class LoneGateway : IAsyncLifetime
{
    private RedisServer redis = null!;

    public TestKit.Dispatching.Dispatcher Dispatcher { get; private set; } = null!;

    /// <summary>How many keys there were before the first request.</summary>
    public long KeysAtStart { get; private set; }

    public async Task InitializeAsync()
    {
        redis = await RedisServer.StartAsync();
        Dispatcher = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration, "--Roles=gateway");
        KeysAtStart = await KeysAsync(redis);
    }

    public async Task DisposeAsync()
    {
        await Dispatcher.DisposeAsync();
        await redis.DisposeAsync();
    }

    /// <summary>How many keys there are, without what a gateway keeps of its last publish, and without the event log, which is written later.</summary>
    public Task<long> KeysAsync() => KeysAsync(redis);

    /// <summary>The same on any Redis.</summary>
    public static async Task<long> KeysAsync(RedisServer redis) => (long)await redis.Database.ScriptEvaluateAsync("""
        local keys = redis.call('DBSIZE')
        for partition = 0, 3 do
          local tag = '{' .. partition .. '}'
          keys = keys - redis.call('EXISTS', tag .. 'pub', tag .. 'evb', tag .. 'evn') - redis.call('ZCARD', tag .. 'evn')
        end
        return keys
        """);
}
