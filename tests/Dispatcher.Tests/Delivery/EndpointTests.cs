using Postrider.Core.Model;
using Postrider.Core.Secrets;
using Postrider.Dispatcher.Tests.Api;
using Postrider.TestKit;
using Postrider.TestKit.Http;
using Postrider.TestKit.Redis;
using Postrider.TestKit.Registry;

namespace Postrider.Dispatcher.Tests.Delivery;

[Collection(nameof(RunningPair))]
public sealed class EndpointTests(RunningPair pair) : IAsyncLifetime
{
    private Receiver receiver = null!;

    public async Task InitializeAsync() => receiver = await Receiver.StartAsync();

    public async Task DisposeAsync() => await receiver.DisposeAsync();

    [Fact]
    public async Task Headers_secrets_and_method_of_the_endpoint_win()
    {
        var context = SecretContext.EndpointHeader("default", "secretive", "Authorization");
        await pair.Declared.EndpointAsync("default", "secretive", receiver.Url + "/s", endpoint => endpoint with
        {
            Method = "PATCH",
            Headers = [new() { Name = "Authorization", SealedValue = pair.Declared.Secrets.Seal("Bearer hidden", context) }, new() { Name = "X-Env", Value = "prod" }],
        });
        var id = (await pair.Api.PublishAsync("secretive", "", "Upstash-Forward-X-Env: test", "Upstash-Forward-Authorization: mine")).MessageId;
        var arrival = (await receiver.WaitForAsync(1))[0];
        Assert.Equal(("PATCH", "Bearer hidden", "prod"), (arrival.Method, arrival.Headers["Authorization"], arrival.Headers["X-Env"]));
        Assert.DoesNotContain("hidden", (await pair.Api.GetAsync($"/v2/messages/{id}")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_corrected_url_heals_what_is_waiting()
    {
        await pair.Declared.EndpointAsync("default", "healing", "http://127.0.0.1:1/closed");
        await pair.Api.PublishAsync("healing", "", "Upstash-Retries: 10", "Upstash-Retry-Delay: 1000");
        await pair.Declared.EndpointAsync("default", "healing", receiver.Url + "/healed");
        Assert.Equal("/healed", (await receiver.WaitForAsync(1))[0].Target);
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 1)]
    public async Task What_an_edit_lets_go_is_sent_where_the_same_edit_says(bool suspended, int parallelism)
    {
        const int rounds = 6, messages = 20;
        var hold = new TaskCompletionSource();
        await using var old = await Receiver.StartAsync();
        old.Answer = _ => hold.Task;
        for (var round = 0; round < rounds; round++)
        {
            var name = $"moved-{parallelism}-{round}";
            await pair.Declared.EndpointAsync("default", name, $"{old.Url}/{round}", endpoint => endpoint with { Suspend = suspended, Limits = new(parallelism, 0, 1000) });
            for (var message = 0; message < messages; message++)
            {
                await pair.Api.PublishAsync(name, "", "Upstash-Retries: 0");
            }

            await old.WaitForAsync(parallelism * (round + 1));
            await pair.Declared.EndpointAsync("default", name, $"{receiver.Url}/{round}");
            await receiver.WaitForAsync((messages - parallelism) * (round + 1));
        }

        Assert.Equal(parallelism * rounds, old.Count);
        hold.SetResult();
    }

    [Fact]
    public async Task Messages_wait_while_a_worker_has_no_key_for_the_secrets_of_their_endpoint()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var declared = await Declarations.OpenAsync(redis.Configuration);
        var sealedUrl = declared.Secrets.Seal(receiver.Url + "/secret", SecretContext.EndpointUrl("default", "secretive"));
        await declared.EndpointAsync("default", "secretive", null, endpoint => endpoint with { SealedUrl = sealedUrl });
        var other = $"--Encryption:Keys:other={Convert.ToBase64String(new byte[32])}"; // signing keys can be opened with it, the Endpoint cannot
        await using var gateway = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration, "--Roles=gateway", other);
        await using (var keyless = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration, "--Roles=worker", other))
        {
            await gateway.Api.PublishAsync("secretive", "", "Upstash-Retries: 0");
            await Eventually.IsTrueAsync(() => keyless.Process.Output.Contains("cannot be opened", StringComparison.Ordinal), "the worker says what it lacks");
        }

        Assert.Equal(0, receiver.Count);
        await using var worker = await TestKit.Dispatching.Dispatcher.StartAsync(
            redis.Configuration, "--Roles=worker", other, "--Encryption:CurrentKeyId=other", $"--Encryption:Keys:development={EncryptionOptions.DevelopmentKey}");
        Assert.Equal(0, (await receiver.WaitForAsync(1))[0].Retried);
    }

    [Fact]
    public async Task Messages_of_a_missing_endpoint_wait_and_go_on_when_it_appears()
    {
        await pair.Declared.TopicAsync("default", "early", new TopicSubscriber { Name = "later", Endpoint = "appears-later" });
        await pair.Api.PublishAsync("early", "kept");
        await pair.Declared.EndpointAsync("default", "appears-later", receiver.Url + "/later");
        Assert.Equal("kept", (await receiver.WaitForAsync(1))[0].Text);
        Assert.Equal(0, receiver.Arrivals[0].Retried);
    }

    [Fact]
    public async Task Messages_of_an_endpoint_that_stays_missing_are_buried_after_the_grace()
    {
        using var api = pair.As("testUser1");
        await pair.Declared.TopicAsync("testuser1", "never", new TopicSubscriber { Name = "never", Endpoint = "never-there" });
        await api.PublishAsync("never");
        var letters = await Eventually.BecomesAsync(
            async () => (await api.GetAsync("/v2/dlq")).Json!["messages"]!.AsArray(), found => found.Any(letter => (string?)letter!["topicName"] == "never"), "the dead letter");
        Assert.Contains("not found", (string)letters.First(letter => (string?)letter!["topicName"] == "never")!["error"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_retry_policy_of_the_endpoint_applies_where_the_message_says_nothing()
    {
        receiver.Answer = context =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        };
        await pair.Declared.EndpointAsync("default", "twice", receiver.Url, endpoint => endpoint with { Retry = new() { Limit = 1, DelayExpression = "1" } });
        var id = (await pair.Api.PublishAsync("twice")).MessageId;
        await receiver.WaitForAsync(2);
        await Eventually.IsTrueAsync(async () => (await pair.Api.GetAsync("/v2/dlq")).Text.Contains(id, StringComparison.Ordinal), "it is a dead letter after one retry");
        Assert.Equal(2, receiver.Count);
    }
}
