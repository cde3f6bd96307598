using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Postrider.Core.Redis;
using Postrider.Core.Store;
using Postrider.Dispatcher.Delivery;
using Postrider.Dispatcher.Events;
using Postrider.TestKit.Redis;

namespace Postrider.Dispatcher.Tests.Delivery;

public sealed class OutcomeWriterTests
{
    private const int Mebibyte = 1024 * 1024;

    [Fact]
    public async Task It_is_behind_while_much_waits_to_be_written_in_bodies_dead_letters_and_callbacks()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var connections = new RedisConnections(Options.Create(new RedisOptions { Configuration = redis.Configuration }));
        await TestKit.Eventually.IsTrueAsync(() => connections.Control.IsConnected, "Redis is connected to");
        var session = new WorkerSession(TimeProvider.System, TimeSpan.FromSeconds(15));
        var events = new AttemptEvents(null!, null!, TimeProvider.System, NullLogger<AttemptEvents>.Instance); // nothing takes effect, so nothing is told
        var writer = new OutcomeWriter(0, new LeaseStore(connections, Options.Create(new RetentionOptions())), events, TimeProvider.System, NullLogger.Instance);
        for (var number = 0; number < 5; number++)
        {
            Assert.False(writer.IsBehind);
            var lease = TestLease.Of(TestLease.Message with { Id = Core.Model.MessageId.New(0), Body = new byte[Mebibyte] });
            writer.Add(new(lease, session, 0, 0, "d"), new Settlement.Bury(lease, $"{number}-0", new byte[Mebibyte]));
        }

        Assert.True(writer.IsBehind);
        while (writer.WriteAsync(() => { }) is { } writing)
        {
            await writing.WaitAsync(TestKit.Eventually.Patience);
        }

        Assert.False(writer.IsBehind);
    }
}
