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

    [Fact]
    public async Task A_success_is_one_however_many_headers_it_has()
    {
        var headers = string.Concat(Enumerable.Range(0, 12).Select(number => $"X-Long-{number}: {new string('a', 8000)}\r\n"));
        var (outcome, _) = await SendAsync(TestLease.Message, $"HTTP/1.1 200 OK\r\n{headers}Content-Length: 0\r\n\r\n");
        Assert.Equal((200, null), (outcome.Status, outcome.Error));
    }

    [Fact]
    public async Task Header_values_that_are_utf8_are_read_as_that_and_others_as_latin1()
    {
        var (outcome, _) = await SendAsync(TestLease.Message, [.. "HTTP/1.1 500 Oops\r\nContent-Length: 0\r\nX-New: café µs\r\nX-Old: caf"u8, 0xe9, .. "\r\n\r\n"u8]);
        Assert.Equal(("café µs", "café"), (outcome.Headers!["X-New"][0], outcome.Headers["X-Old"][0]));
    }

    [Theory]
    [InlineData("abcdefgé", "abcdefg")] // the bound cuts it into two
    [InlineData("abcdef€", "abcdef")]
    [InlineData("abcdef😀", "abcdef")]
    [InlineData("abcdefgh", "abcdefgh")]
    [InlineData("abcdefé", "abcdefé")]
    [InlineData("abcé", "abcé")] // shorter than the bound
    public async Task A_body_is_cut_between_two_characters(string body, string kept)
    {
        using var bounded = Client(maxResponseBytes: 8);
        var bytes = Encoding.UTF8.GetBytes(body);
        var (outcome, _) = await SendAsync(TestLease.Message, [.. Encoding.ASCII.GetBytes($"HTTP/1.1 500 Oops\r\nContent-Length: {bytes.Length}\r\n\r\n"), .. bytes], bounded);
        Assert.Equal(kept, Encoding.UTF8.GetString(outcome.Body!));
    }

    [Fact]
    public async Task An_answer_that_does_not_end_in_time_is_told_as_that()
    {
        using var outcomeKnown = new SemaphoreSlim(0);
        var (outcome, _) = await SendAsync(
            TestLease.Message, "HTTP/1.1 503 Busy\r\nContent-Length: 1000\r\n\r\nslow"u8.ToArray(), timeout: TimeSpan.FromSeconds(5), hangUp: outcomeKnown);
        Assert.Equal((503, "context deadline exceeded: no whole answer within 5 s", "slow"), (outcome.Status, outcome.Error, Encoding.UTF8.GetString(outcome.Body!)));
    }

    [Fact]
    public async Task An_answer_for_which_there_is_no_room_is_cut_and_its_status_counts()
    {
        var answer = $"HTTP/1.1 500 Oops\r\nContent-Length: 300000\r\n\r\n{new string('a', 300_000)}";
        var (outcome, _) = await SendAsync(TestLease.Message, Encoding.UTF8.GetBytes(answer), room: new AnswerBudget(most: 100_000).Open(keepsSuccess: false));
        Assert.Equal((500, null), (outcome.Status, outcome.Error));
        Assert.Equal(2 * AnswerRoom.Free, outcome.Body!.Length);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(AnswerRoom.Free)]
    [InlineData(AnswerRoom.Free + 1000)]
    public async Task A_whole_answer_keeps_its_last_bytes_whatever_they_are(int bytes)
    {
        byte[] body = [.. new byte[bytes - 1], 0xe2]; // which a character of text could begin with
        var (outcome, _) = await SendAsync(TestLease.Message, [.. Encoding.UTF8.GetBytes($"HTTP/1.1 500 Oops\r\nContent-Length: {bytes}\r\n\r\n"), .. body]);
        Assert.Equal(body, outcome.Body);
    }

    [Fact]
    public async Task What_is_cut_for_want_of_room_ends_between_characters()
    {
        var text = new string('\u20ac', 40_000); // three bytes each
        byte[] answer = Encoding.UTF8.GetBytes($"HTTP/1.1 500 Oops\r\nContent-Length: {3 * text.Length}\r\n\r\n{text}");
        var (outcome, _) = await SendAsync(TestLease.Message, answer, room: new AnswerBudget(most: 0).Open(keepsSuccess: false));
        Assert.Equal(text[..(AnswerRoom.Free / 3)], Encoding.UTF8.GetString(outcome.Body!));
    }

    private static DeliveryClient Client(int maxResponseBytes) =>
        new(Options.Create(new DeliveryOptions { MaxResponseBytes = maxResponseBytes }), new HostingEnvironment { EnvironmentName = "Development" }, TimeProvider.System);

    private Task<(AttemptOutcome Outcome, string Request)> SendAsync(Core.Model.Message message, string answer) => SendAsync(message, Encoding.UTF8.GetBytes(answer));

    private async Task<(AttemptOutcome Outcome, string Request)> SendAsync(
        Core.Model.Message message, byte[] answer, DeliveryClient? by = null, TimeSpan? timeout = null, SemaphoreSlim? hangUp = null, AnswerRoom? room = null)
    {
        var url = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/";
        using var request = DeliveryRequest.Build(TestLease.Of(message with { Url = url }), DeliveryTarget.ToUrl(url), "sig_key", DateTimeOffset.FromUnixTimeSeconds(1_700_000_000));
        var serving = AnswerAsync(answer, hangUp);
        var outcome = await (by ?? client).SendAsync(request, null, timeout ?? TimeSpan.FromSeconds(20), room ?? AnswerBudget.OfMemory().Open(keepsSuccess: false), default);
        hangUp?.Release();
        return (outcome, await serving);
    }

    // Reads a head and the four bytes of the body, answers, and hangs up, at once or when it may.
    private async Task<string> AnswerAsync(byte[] answer, SemaphoreSlim? hangUp)
    {
        using var connection = await listener.AcceptTcpClientAsync();
        var stream = connection.GetStream();
        var received = new MemoryStream();
        var buffer = new byte[8192];
        while (!Encoding.UTF8.GetString(received.ToArray()).EndsWith("\r\n\r\nbody", StringComparison.Ordinal))
        {
            received.Write(buffer, 0, await stream.ReadAsync(buffer));
        }

        await stream.WriteAsync(answer);
        await (hangUp?.WaitAsync() ?? Task.CompletedTask);
        return Encoding.UTF8.GetString(received.ToArray());
    }
}
