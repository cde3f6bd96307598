using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Postrider.Dispatcher.Hosting;
using Postrider.TestKit;
using Postrider.TestKit.Redis;

namespace Postrider.Dispatcher.Tests.Hosting;

public sealed class HeadBudgetTests
{
    private const int Usual = HeadBudget.Usual;
    private const string ChartsHeap = "0x18000000"; // three quarters of half a gibibyte, as the runtime takes in a container

    [Fact]
    public void A_head_of_the_usual_length_is_let_in_whatever_others_hold()
    {
        var budget = new HeadBudget(most: 4 * Usual);
        Assert.True(budget.Grow(0, 4 * Usual));
        Assert.True(budget.Grow(0, Usual));
        Assert.False(budget.Grow(Usual, Usual + 1));
    }

    [Fact]
    public void What_a_head_had_is_there_for_the_next()
    {
        var budget = new HeadBudget(most: 4 * Usual);
        Assert.True(budget.Grow(0, 4 * Usual));
        budget.Return(4 * Usual);
        Assert.True(budget.Grow(0, 2 * Usual));
        Assert.True(budget.Grow(2 * Usual, 4 * Usual));
    }

    [Fact]
    public async Task Heads_without_an_end_do_not_end_a_gateway_that_has_the_memory_of_the_chart()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var gateway = await TestKit.Dispatching.Dispatcher.StartAsync(
            redis.Configuration, new Dictionary<string, string> { ["DOTNET_GCHeapHardLimit"] = ChartsHeap }, "--Roles=gateway");
        var connections = new List<TcpClient>();
        for (var number = 0; number < 300; number++)
        {
            connections.Add(await BeginHeadAsync(new Uri(gateway.Url).Port));
        }

        Assert.Equal(HttpStatusCode.OK, (await gateway.Api.PublishAsync("http://a.example/", "", "Upstash-Delay: 1d")).Status);
        Assert.Contains(connections, IsEnded);
        connections.ForEach(connection => connection.Dispose());
        await Eventually.IsTrueAsync(
            async () => (await gateway.Api.PublishAsync("http://a.example/", "", "Upstash-Delay: 1d", $"Upstash-Forward-Long: {new string('a', 4 * Usual)}")).Status == HttpStatusCode.OK,
            "long heads are let in again");
        Assert.False(gateway.Process.HasExited);
    }

    [Theory]
    [InlineData("Content-Length: 400000\r\n\r\n", "")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n61A80\r\n", "\r\n0\r\n\r\n")]
    public async Task Bodies_that_nobody_wants_are_no_heads(string head, string end)
    {
        await using var redis = await RedisServer.StartAsync();
        await using var gateway = await TestKit.Dispatching.Dispatcher.StartAsync(
            redis.Configuration, new Dictionary<string, string> { ["DOTNET_GCHeapHardLimit"] = ChartsHeap }, "--Roles=gateway");
        var connections = new List<TcpClient>();
        for (var number = 0; number < 60; number++)
        {
            var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, new Uri(gateway.Url).Port);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"POST /v2/batch HTTP/1.1\r\nHost: a\r\n{head}{new string('a', 400_000)}{end}"));
            using var reader = new StreamReader(client.GetStream(), leaveOpen: true);
            Assert.StartsWith("HTTP/1.1 401", await reader.ReadLineAsync(), StringComparison.Ordinal);
            connections.Add(client);
        }

        await Eventually.IsTrueAsync(
            async () => (await gateway.Api.PublishAsync("http://a.example/", "", "Upstash-Delay: 1d", $"Upstash-Forward-Long: {new string('a', 4 * Usual)}")).Status == HttpStatusCode.OK,
            "a long head is let in");
        connections.ForEach(connection => connection.Dispose());
    }

    // As long as one may be, but for the blank line at its end.
    private static async Task<TcpClient> BeginHeadAsync(int port)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        var lines = Enumerable.Range(0, 30).Select(line => string.Create(CultureInfo.InvariantCulture, $"X-{line}: {new string('a', 8000)}\r\n"));
        try
        {
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET /v2/x HTTP/1.1\r\nHost: a\r\n{string.Concat(lines)}"));
        }
        catch (IOException)
        {
            // It was ended in the middle.
        }

        return client;
    }

    private static bool IsEnded(TcpClient connection)
    {
        try
        {
            return connection.Client.Poll(0, SelectMode.SelectRead) && connection.Client.Receive(new byte[1]) == 0;
        }
        catch (SocketException)
        {
            return true;
        }
    }
}
