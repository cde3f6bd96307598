using Postrider.Core.Model;
using Postrider.Dispatcher.Tests.Api;
using Postrider.TestKit;
using Postrider.TestKit.Compatibility;
using Postrider.TestKit.Http;
using Postrider.TestKit.Redis;

namespace Postrider.Dispatcher.Tests.Delivery;

[Collection(nameof(RunningPair))]
public sealed class LimitTests(RunningPair pair) : IAsyncLifetime
{
    private Receiver receiver = null!;

    public async Task InitializeAsync() => receiver = await Receiver.StartAsync();

    public async Task DisposeAsync() => await receiver.DisposeAsync();

    [Fact]
    public async Task Two_hundred_flow_keys_never_bypass_the_parallelism_of_their_endpoint_nor_its_suspension()
    {
        receiver.Answer = _ => Task.Delay(5);
        var limited = new FlowLimits(2, 0, 1000);
        await pair.Declared.EndpointAsync("default", "narrow", receiver.Url, endpoint => endpoint with { Limits = limited, Suspend = true });
        for (var message = 0; message < 200; message++)
        {
            await (message % 2 == 0 ? pair.First : pair.Second).Api.PublishAsync(
                "narrow", "", $"Upstash-Flow-Control-Key: key-{message}", "Upstash-Flow-Control-Value: parallelism=5");
        }

        await pair.Api.PublishAsync(receiver.Url + "/marker");
        await receiver.WaitForAsync(1);
        Assert.Equal("/marker", Assert.Single(receiver.Arrivals).Target);
        await pair.Declared.EndpointAsync("default", "narrow", receiver.Url, endpoint => endpoint with { Limits = limited });
        await receiver.WaitForAsync(201);
        Assert.Equal(2, receiver.MostAtOnce);
        await Eventually.IsTrueAsync(() => Invariants.IsAtRestAsync(pair.Redis.Database), "everything is settled");
    }

    [Fact]
    [ProtocolItem(155)]
    public async Task A_flow_key_holds_across_destinations_workers_and_gateways()
    {
        receiver.Answer = _ => Task.Delay(5);
        for (var message = 0; message < 200; message++)
        {
            await (message % 2 == 0 ? pair.First : pair.Second).Api.PublishAsync(
                $"{receiver.Url}/{message}", "", "Upstash-Flow-Control-Key: three", "Upstash-Flow-Control-Value: parallelism=3");
        }

        await receiver.WaitForAsync(200);
        Assert.InRange(receiver.MostAtOnce, 1, 3);
    }

    [Fact]
    public async Task A_rate_lets_no_more_start_in_any_window_than_it_says()
    {
        const int WarmUp = 40; // so that neither worker makes its first connection inside a window
        for (var message = 0; message < WarmUp; message++)
        {
            await pair.Api.PublishAsync(receiver.Url);
        }

        await receiver.WaitForAsync(WarmUp);
        // Arrivals are seen and not starts: on a busy machine one of several arrives so late that the next window's seem to come early.
        var shortest = TimeSpan.Zero;
        for (var round = 0; round < 3 && shortest.TotalMilliseconds < 1000; round++)
        {
            shortest = await ShortestOfSixAsync(WarmUp + (20 * round), $"rated-{round}");
        }

        Assert.True(shortest.TotalMilliseconds >= 1000, $"six starts within {shortest.TotalMilliseconds} ms");
    }

    // Publishes twenty at once under five a second, and returns the shortest time in which six arrived.
    private async Task<TimeSpan> ShortestOfSixAsync(int before, string key)
    {
        var item = new System.Text.Json.Nodes.JsonObject
        {
            ["destination"] = receiver.Url,
            ["headers"] = new System.Text.Json.Nodes.JsonObject { ["Upstash-Flow-Control-Key"] = key, ["Upstash-Flow-Control-Value"] = "rate=5, period=1s" },
        };
        await pair.Api.BatchAsync([.. Enumerable.Repeat(item, 20).Select(each => each.DeepClone())]);
        var times = (await receiver.WaitForAsync(before + 20)).Skip(before).Select(arrival => arrival.Time).Order().ToList();
        return times.Zip(times.Skip(5), (first, sixth) => sixth - first).Min();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_destination_that_hangs_with_ten_thousand_waiting_leaves_the_others_alone(bool flowKeys)
    {
        const int Waiting = 10_000;
        var hang = new TaskCompletionSource();
        await using var hanging = await Receiver.StartAsync();
        hanging.Answer = _ => hang.Task;
        foreach (var batch in Enumerable.Range(0, Waiting).Chunk(500))
        {
            await pair.Api.BatchAsync([.. batch.Select(item => ToHanging($"{hanging.Url}/{item}", flowKeys ? $"user-{item}" : null))]);
        }

        await hanging.WaitForAsync(64);
        for (var message = 0; message < 50; message++)
        {
            await pair.Api.PublishAsync(receiver.Url);
            await receiver.WaitForAsync(message + 1, TimeSpan.FromSeconds(5));
        }

        await Invariants.CheckAsync(pair.Redis.Database);
        hang.SetResult();
        await hanging.WaitForAsync(Waiting, TimeSpan.FromMinutes(2));
        await Eventually.IsTrueAsync(() => Invariants.IsAtRestAsync(pair.Redis.Database), "everything is settled");
        await Invariants.CheckAsync(pair.Redis.Database);
    }

    private static System.Text.Json.Nodes.JsonObject ToHanging(string url, string? flowKey)
    {
        var headers = new System.Text.Json.Nodes.JsonObject();
        if (flowKey is not null)
        {
            headers["Upstash-Flow-Control-Key"] = flowKey;
            headers["Upstash-Flow-Control-Value"] = "parallelism=1";
        }

        return new() { ["destination"] = url, ["headers"] = headers };
    }
}
