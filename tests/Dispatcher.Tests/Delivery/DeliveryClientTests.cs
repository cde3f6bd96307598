using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Options;
using Postrider.Dispatcher.Delivery;

namespace Postrider.Dispatcher.Tests.Delivery;

public sealed class DeliveryClientTests : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly DeliveryClient client = new(Options.Create(new DeliveryOptions()), new HostingEnvironment { EnvironmentName = "Development" }, TimeProvider.System);

    public DeliveryClientTests() => listener.Start();

    public void Dispose()
    {
        client.Dispose();
        listener.Dispose();
    }

    [Fact]
    public async Task What_came_of_a_body_that_broke_off_is_kept()
    {
        var (outcome, _) = await SendAsync(TestLease.Message, "HTTP/1.1 500 Oops\r\nX-Reason: disk\r\nContent-Length: 1000\r\n\r\nthe first part");
        Assert.Equal((500, "the first part", "the response body broke off"), (outcome.Status, Encoding.UTF8.GetString(outcome.Body!), outcome.Error));
        Assert.Equal(["disk"], outcome.Headers!["X-Reason"]);
    }

    [Fact]
    public async Task A_success_whose_body_breaks_off_is_a_success()
    {
        var (outcome, _) = await SendAsync(TestLease.Message, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\npart");
        Assert.True(outcome.IsSuccess);
        Assert.Null(outcome.Body);
    }

    [Fact]
    public async Task Header_values_are_sent_as_utf8()
    {
        var (_, request) = await SendAsync(TestLease.Message with { Headers = [new("X-Name", "Zoë 😀")], Label = "größe" }, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        Assert.Contains("\r\nX-Name: Zoë 😀\r\n", request, StringComparison.Ordinal);
        Assert.Contains("\r\nUpstash-Label: größe\r\n", request, StringComparison.Ordinal);
    }

    private async Task<(AttemptOutcome Outcome, string Request)> SendAsync(Core.Model.Message message, string answer)
    {
        var url = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/";
        using var request = DeliveryRequest.Build(TestLease.Of(message with { Url = url }), DeliveryTarget.ToUrl(url), "sig_key", DateTimeOffset.FromUnixTimeSeconds(1_700_000_000));
        var serving = AnswerAsync(answer);
        var outcome = await client.SendAsync(request, null, TimeSpan.FromSeconds(20), keepAnswer: false, default);
        return (outcome, await serving);
    }

    // Reads a head and the four bytes of the body, answers, and hangs up.
    private async Task<string> AnswerAsync(string answer)
    {
        using var connection = await listener.AcceptTcpClientAsync();
        var stream = connection.GetStream();
        var received = new MemoryStream();
        var buffer = new byte[8192];
        while (!Encoding.UTF8.GetString(received.ToArray()).EndsWith("\r\n\r\nbody", StringComparison.Ordinal))
        {
            received.Write(buffer, 0, await stream.ReadAsync(buffer));
        }

        await stream.WriteAsync(Encoding.UTF8.GetBytes(answer));
        return Encoding.UTF8.GetString(received.ToArray());
    }
}
