using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Postrider.TestKit;
using Postrider.TestKit.Dispatching;
using Postrider.TestKit.Redis;

namespace Postrider.Dispatcher.Tests.Api;

/// <summary>Uploads that are each allowed, many or large.</summary>
public sealed class LargeBodyTests
{
    private const int Mebibyte = 1024 * 1024;
    private const string Destination = "http://a.example/x";

    [Fact]
    public async Task What_a_gateway_has_no_room_for_is_told_to_come_again_and_small_ones_are_taken_meanwhile()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var gateway = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration, "--Roles=gateway", $"--Gateway:MaxBodyBytes={2 * Mebibyte}");
        using var stopping = new CancellationTokenSource();
        var slow = UploadSlowlyAsync(gateway, 3 * Mebibyte, stopping.Token);
        var refused = await Eventually.BecomesAsync(() => gateway.Api.BatchAsync(Items(1)), answer => answer.Status == HttpStatusCode.ServiceUnavailable, "the upload has the room");
        Assert.Equal("2", refused.Headers.GetValues("Retry-After").Single());
        Assert.Equal(HttpStatusCode.OK, (await gateway.Api.PublishAsync(Destination, "small")).Status);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await gateway.Api.GetAsync("/v2/dlq")).Status); // its bodies would need the same room
        await stopping.CancelAsync();
        await slow.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext); // a machine that was slow itself may have had it ended
        await Eventually.IsTrueAsync(async () => (await gateway.Api.BatchAsync(Items(1))).Status == HttpStatusCode.OK, "there is room again");
        Assert.DoesNotContain("Reading is already in progress", gateway.Process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_holds_room_and_sends_nothing_is_ended_with_a_408()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var gateway = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration, "--Roles=gateway");
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, new Uri(gateway.Url).Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(Head(60 * Mebibyte) + new string(' ', 100 * 1024)));
        using var reader = new StreamReader(client.GetStream());
        Assert.StartsWith("HTTP/1.1 408", await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(20)), StringComparison.Ordinal); // the server's grace is 5 s
    }

    [Fact]
    public async Task Batches_of_the_largest_size_leave_a_gateway_well_that_has_the_memory_of_the_chart()
    {
        const string HeapOfHalfAGibibyte = "0x18000000"; // three quarters of it, as the runtime takes in a container
        await using var redis = await RedisServer.StartAsync();
        await using var gateway = await TestKit.Dispatching.Dispatcher.StartAsync(
            redis.Configuration, new Dictionary<string, string> { ["DOTNET_GCHeapHardLimit"] = HeapOfHalfAGibibyte }, "--Roles=gateway");
        for (var round = 0; round < 2; round++)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => gateway.Api.BatchAsync(Items(99))));
            Assert.All(answers, answer => Assert.Contains(answer.Status, new[] { HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable }));
            Assert.Contains(answers, answer => answer.Status == HttpStatusCode.OK);
        }

        Assert.Equal(HttpStatusCode.OK, (await gateway.Api.BatchAsync(Items(99))).Status);
    }

    private static string Head(int bytes) => $"POST /v2/batch HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {Tokens.Default}\r\nContent-Length: {bytes}\r\n\r\n[";

    // Delayed, and never due here.
    private static JsonObject[] Items(int items) =>
        [.. Enumerable.Range(0, items).Select(_ => new JsonObject
        {
            ["destination"] = Destination, ["body"] = new string('x', Mebibyte - 100), ["headers"] = new JsonObject { ["Upstash-Delay"] = "1d" },
        })];

    // Fast enough to be let go on, and so that there is something left at the end of the test.
    private static async Task UploadSlowlyAsync(TestKit.Dispatching.Dispatcher gateway, int bytes, CancellationToken stop)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, new Uri(gateway.Url).Port, stop);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(Head(bytes)), stop);
        while (!stop.IsCancellationRequested)
        {
            await client.GetStream().WriteAsync(new byte[12 * 1024], CancellationToken.None);
            await Task.Delay(100, CancellationToken.None);
        }
    }
}
