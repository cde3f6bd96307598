using Postrider.Core.Model;
using Postrider.Core.Secrets;
using Postrider.Dispatcher.Tests.Api;
using Postrider.TestKit;
using Postrider.TestKit.Certificates;
using Postrider.TestKit.Http;
using StackExchange.Redis;

namespace Postrider.Dispatcher.Tests.Delivery.Tls;

/// <summary>Deliveries of running dispatchers to Endpoints with TLS settings.</summary>
[Collection(nameof(RunningPair))]
public sealed class EndpointTlsTests(RunningPair pair) : IDisposable
{
    private readonly TestAuthority authority = TestAuthority.Create();
    private readonly TestAuthority clients = TestAuthority.Create("clients' root");

    public void Dispose()
    {
        clients.Dispose();
        authority.Dispose();
    }

    [Fact]
    public async Task A_receiver_that_asks_for_a_certificate_is_delivered_to()
    {
        await using var receiver = await Receiver.StartHttpsAsync(HttpsSettings.Asking(authority.IssueServer("billing.example"), clients));
        await DeclareAsync("tls-mutual", receiver, authority.Pem, clients.IssueClient(), "billing.example");
        await pair.Api.PublishAsync("tls-mutual", "kept");
        Assert.Equal("kept", (await receiver.WaitForAsync(1))[0].Text);
    }

    [Fact]
    public async Task A_receiver_that_is_not_trusted_is_a_failed_attempt_that_says_so()
    {
        await using var receiver = await Receiver.StartHttpsAsync(HttpsSettings.Showing(authority.IssueServer()));
        await DeclareAsync("tls-untrusted", receiver, clients.Pem, null);
        var id = (await pair.Api.PublishAsync("tls-untrusted", "", "Upstash-Retries: 1", "Upstash-Retry-Delay: 10")).MessageId;
        Assert.Contains("not signed by the authority of spec.tls.ca", await ErrorOfAsync(id), StringComparison.Ordinal);
        Assert.Equal(0, receiver.Count);
    }

    [Fact]
    public async Task Corrected_settings_heal_what_is_waiting()
    {
        await using var receiver = await Receiver.StartHttpsAsync(HttpsSettings.Showing(authority.IssueServer()));
        await DeclareAsync("tls-healing", receiver, clients.Pem, null);
        await pair.Api.PublishAsync("tls-healing", "", "Upstash-Retries: 10", "Upstash-Retry-Delay: 1000");
        await DeclareAsync("tls-healing", receiver, authority.Pem, null);
        await receiver.WaitForAsync(1);
    }

    [Fact]
    public async Task Changed_certificates_are_used_without_a_restart()
    {
        using var newClients = TestAuthority.Create("new clients' root");
        using var newAuthority = TestAuthority.Create("new root");
        await using var old = await Receiver.StartHttpsAsync(HttpsSettings.Asking(authority.IssueServer(), clients));
        await using var next = await Receiver.StartHttpsAsync(HttpsSettings.Asking(newAuthority.IssueServer(), newClients));
        await DeclareAsync("tls-rotated", old, authority.Pem, clients.IssueClient());
        await pair.Api.PublishAsync("tls-rotated", "first");
        await old.WaitForAsync(1);

        // the same Endpoint, and an open connection to the old receiver
        await DeclareAsync("tls-rotated", next, newAuthority.Pem, newClients.IssueClient());
        await PublishUntilAsync("second", () => Task.FromResult(next.Count > 0), "the new receiver has one");
        Assert.Equal("second", next.Arrivals[0].Text);

        await DeclareAsync("tls-rotated", old, newAuthority.Pem, newClients.IssueClient());
        await PublishUntilAsync("third", async () => (await pair.Api.GetAsync("/v2/dlq")).Text.Contains("not signed by the authority of spec.tls.ca", StringComparison.Ordinal), "a dead letter");
        Assert.DoesNotContain(old.Arrivals, arrival => arrival.Text == "third");
    }

    [Fact]
    public async Task A_key_is_in_no_dead_letter_log_or_key_of_redis()
    {
        await using var receiver = await Receiver.StartHttpsAsync(HttpsSettings.Asking(authority.IssueServer(), clients));
        var wrong = authority.IssueClient("not-a-client");
        await DeclareAsync("tls-refused", receiver, authority.Pem, wrong);
        var id = (await pair.Api.PublishAsync("tls-refused", "", "Upstash-Retries: 0")).MessageId;
        Assert.Contains("does not accept the client certificate of spec.tls.clientCertificate", await ErrorOfAsync(id), StringComparison.Ordinal);
        var told = (await pair.Api.GetAsync("/v2/dlq")).Text + (await pair.Api.GetAsync("/v2/logs")).Text + (await pair.Api.GetAsync($"/v2/messages/{id}")).Text;
        var everything = told + pair.First.Process.Output + pair.Second.Process.Output + string.Join('\n', await EverythingInRedisAsync());
        Assert.DoesNotContain(wrong.KeyPiece, everything, StringComparison.Ordinal);
        Assert.DoesNotContain("PRIVATE KEY", everything, StringComparison.Ordinal);
    }

    private Task DeclareAsync(string name, Receiver receiver, string ca, TestCertificate? client, string? serverName = null)
    {
        var context = SecretContext.EndpointClientCertificate("default", name);
        var certificate = client is null ? null : pair.Declared.Secrets.Seal($"{client.Pem}\n{client.KeyPem}", context);
        return pair.Declared.EndpointAsync("default", name, receiver.Url + "/in", endpoint => endpoint with
        {
            Tls = new EndpointTls { Ca = ca, SealedClientCertificate = certificate, ServerName = serverName },
        });
    }

    // An edit reaches the dispatchers in a moment; what is published before goes by the old settings.
    private Task PublishUntilAsync(string body, Func<Task<bool>> done, string what) => Eventually.IsTrueAsync(
        async () =>
        {
            await pair.Api.PublishAsync("tls-rotated", body, "Upstash-Retries: 0");
            return await done();
        },
        what);

    private async Task<string> ErrorOfAsync(string id)
    {
        var letters = await Eventually.BecomesAsync(
            async () => (await pair.Api.GetAsync("/v2/dlq")).Json!["messages"]!.AsArray(), found => found.Any(letter => (string?)letter!["messageId"] == id), "the dead letter");
        return (string)letters.First(letter => (string?)letter!["messageId"] == id)!["error"]!;
    }

    private async Task<IEnumerable<string>> EverythingInRedisAsync()
    {
        var found = new List<string>();
        await foreach (var key in pair.Redis.Database.Multiplexer.GetServers()[0].KeysAsync(pageSize: 1000))
        {
            found.Add(key.ToString());
            found.Add(await pair.Redis.Database.KeyTypeAsync(key) switch
            {
                RedisType.Hash => string.Join(' ', await pair.Redis.Database.HashGetAllAsync(key)),
                RedisType.String => (await pair.Redis.Database.StringGetAsync(key)).ToString(),
                RedisType.Stream => string.Join(' ', (await pair.Redis.Database.StreamRangeAsync(key)).SelectMany(entry => entry.Values).Select(value => value.ToString())),
                RedisType.SortedSet => string.Join(' ', await pair.Redis.Database.SortedSetRangeByRankAsync(key)),
                RedisType.Set => string.Join(' ', await pair.Redis.Database.SetMembersAsync(key)),
                _ => "",
            });
        }

        return found;
    }
}
