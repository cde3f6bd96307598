using System.Net;
using Microsoft.AspNetCore.Http;
using Postrider.Dispatcher.Tests.Signing;
using Postrider.TestKit;
using Postrider.TestKit.Compatibility;
using Postrider.TestKit.Dispatching;
using Postrider.TestKit.Http;

namespace Postrider.Dispatcher.Tests.Api;

[Collection(nameof(RunningPair))]
public sealed class KeysTests(RunningPair pair) : IAsyncLifetime
{
    private const string KeyPattern = "^sig_[1-9A-HJ-NP-Za-km-z]{28}$";
    private readonly PublishApi api = pair.As("testUser1");
    private readonly PublishApi other = new(pair.Second.Url, Tokens.Of("testUser1"));
    private Receiver receiver = null!;

    public async Task InitializeAsync() => receiver = await Receiver.StartAsync();

    public async Task DisposeAsync()
    {
        api.Dispose();
        other.Dispose();
        await receiver.DisposeAsync();
    }

    [Theory]
    [InlineData("/v2/keys/rotate")]
    [InlineData("/v2/rotate")]
    [InlineData("/V2/Keys/Rotate")]
    [ProtocolItem(137)]
    public async Task Rotating_moves_next_to_current_and_every_gateway_shows_it_at_once(string path)
    {
        var before = await KeysAsync(api);
        var answer = await api.SendAsync(HttpMethod.Post, path, []);
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        var rotated = ReadKeys(answer);
        Assert.Equal(before.Next, rotated.Current);
        Assert.Matches(KeyPattern, rotated.Next);
        Assert.NotEqual(before.Current, rotated.Next);
        Assert.Equal(rotated, await KeysAsync(other));
        Assert.Equal(rotated, await KeysAsync(api));
    }

    [Fact]
    public async Task A_rotation_leaves_other_namespaces_alone()
    {
        using var neighbour = pair.As("testUser3");
        var (kept, configured) = (await KeysAsync(neighbour), await KeysAsync(pair.Api));
        await api.SendAsync(HttpMethod.Post, "/v2/keys/rotate", []);
        Assert.Equal(kept, await KeysAsync(neighbour));
        Assert.Equal(configured, await KeysAsync(pair.Api));
    }

    [Theory]
    [InlineData("GET", "/v2/keys/rotate")]
    [InlineData("GET", "/v2/rotate")]
    [InlineData("POST", "/v2/keys")]
    [InlineData("DELETE", "/v2/keys")]
    public async Task Another_method_rotates_nothing(string method, string path)
    {
        var before = await KeysAsync(api);
        var answer = await api.SendAsync(new HttpMethod(method), path, []);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.Status);
        Assert.NotEmpty(answer.Error);
        Assert.Equal(before, await KeysAsync(api));
    }

    [Theory]
    [InlineData("")]
    [InlineData("body")]
    [ProtocolItem(138, 139, 140, 141)]
    public async Task A_delivery_verifies_on_receipt_with_no_tolerance(string body)
    {
        using var settled = pair.As("testUser2"); // whose keys no test rotates: a worker hears of that later than a gateway
        var keys = await KeysAsync(settled);
        await settled.PublishAsync(receiver.Url + "/x?y=1", body);
        var arrival = (await receiver.WaitForAsync(1))[0];
        var signature = new ReceivedSignature(arrival);
        Assert.True(signature.IsGood(receiver.Url + "/x?y=1", keys.Current));
        Assert.Equal(("HS256", "JWT"), (signature.Header.GetProperty("alg").GetString(), signature.Header.GetProperty("typ").GetString()));
        Assert.Equal(signature.IssuedAt + 300, signature.Claims.GetProperty("exp").GetInt64());
        Assert.InRange(arrival.Time.ToUnixTimeSeconds() - signature.IssuedAt, 0, 60);
        Assert.StartsWith("jwt_", signature.Jti, StringComparison.Ordinal);
    }

    [Fact]
    [ProtocolItem(142)]
    public async Task Each_retry_is_signed_anew_under_the_same_message_id()
    {
        receiver.Answer = context =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        };
        await api.PublishAsync(receiver.Url, "", "Upstash-Retries: 1", "Upstash-Retry-Delay: 1100");
        var arrivals = await receiver.WaitForAsync(2);
        var (first, second) = (new ReceivedSignature(arrivals[0]), new ReceivedSignature(arrivals[1]));
        Assert.Equal(arrivals[0].MessageId, arrivals[1].MessageId);
        Assert.NotEqual(first.Jti, second.Jti);
        Assert.True(second.IssuedAt > first.IssuedAt);
    }

    [Fact]
    [ProtocolItem(137, 138)]
    public async Task Through_a_rotation_in_the_middle_of_a_stream_every_delivery_verifies_with_what_receivers_know()
    {
        const int Before = 100, After = 100;
        PublishApi[] gateways = [pair.As("testUser3"), new(pair.Second.Url, Tokens.Of("testUser3"))]; // no other test rotates these keys
        var known = await KeysAsync(gateways[0]);
        await PublishAsync(gateways, Before);
        var rotated = ReadKeys(await gateways[0].SendAsync(HttpMethod.Post, "/v2/keys/rotate", []));
        Assert.Equal(known.Next, rotated.Current);
        await PublishAsync(gateways, After);
        var arrivals = await receiver.WaitForAsync(Before + After);
        Assert.All(arrivals, arrival => Assert.True(new ReceivedSignature(arrival).IsGood(receiver.Url + arrival.Target, known.Current, known.Next)));
        await Eventually.IsTrueAsync(() => NewKeySignsAsync(gateways, rotated.Current), "every worker signs with the new current key", TimeSpan.FromSeconds(15));
        Array.ForEach(gateways, gateway => gateway.Dispose());
    }

    // Ten at once, so that both workers have some.
    private async Task<bool> NewKeySignsAsync(PublishApi[] gateways, string key)
    {
        var seen = receiver.Count;
        await PublishAsync(gateways, 10);
        return (await receiver.WaitForAsync(seen + 10)).Skip(seen).All(arrival => new ReceivedSignature(arrival).IsSignedBy(key));
    }

    private Task PublishAsync(PublishApi[] gateways, int messages) =>
        Task.WhenAll(Enumerable.Range(0, messages).Select(number => gateways[number % 2].PublishAsync($"{receiver.Url}/{number}", "body")));

    private static async Task<(string Current, string Next)> KeysAsync(PublishApi from) => ReadKeys(await from.GetAsync("/v2/keys"));

    private static (string Current, string Next) ReadKeys(ApiAnswer answer) => ((string)answer.Json!["current"]!, (string)answer.Json!["next"]!);
}
