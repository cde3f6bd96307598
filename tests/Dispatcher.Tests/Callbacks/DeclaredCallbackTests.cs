using System.Text.Json.Nodes;
using Postrider.Core.Model;
using Postrider.Dispatcher.Tests.Api;
using Postrider.Dispatcher.Tests.Scheduling;
using Postrider.TestKit;
using Postrider.TestKit.Dispatching;
using Postrider.TestKit.Http;

namespace Postrider.Dispatcher.Tests.Callbacks;

/// <summary>Callbacks that an Endpoint or a Schedule declares.</summary>
[Collection(nameof(RunningPair))]
public sealed class DeclaredCallbackTests(RunningPair pair) : IAsyncLifetime
{
    private readonly string name = $"told-{Guid.NewGuid():N}"[..13];
    private Receiver receiver = null!;

    private PublishApi Api => pair.Api;

    private string Alarm => name + "-alarm";

    public async Task InitializeAsync()
    {
        receiver = await Receiver.StartAsync();
        Fail("/in");
    }

    public Task DisposeAsync() => receiver.DisposeAsync().AsTask();

    [Fact]
    public async Task A_message_that_failed_for_good_is_told_to_whom_its_Endpoint_says()
    {
        await DeclareAsync(name, "/in", new() { Url = receiver.Url + "/failed" });
        var id = (await PublishAsync("Upstash-Retries: 1", "Upstash-Retry-Delay: 10")).MessageId;
        var arrivals = await receiver.WaitForAsync(3);
        Assert.Equal(["/in", "/in", "/failed"], arrivals.Select(arrival => arrival.Target));
        var told = JsonNode.Parse(arrivals[2].Body)!;
        Assert.Equal((id, 500), ((string)told["sourceMessageId"]!, (int)told["status"]!));
        Assert.Equal(id, (await Api.GetAsync($"/v2/dlq/{(string)told["dlqId"]!}")).MessageId);
    }

    [Fact]
    public async Task Another_Endpoint_is_told_with_its_own_headers_and_policy()
    {
        await DeclareAsync(Alarm, "/alarm", null, endpoint => endpoint with { Method = "PUT", Headers = [new() { Name = "X-Alarm", Value = "red" }], Retry = new() { Limit = 7 } });
        await DeclareAsync(name, "/in", new() { Endpoint = Alarm });
        await PublishAsync("Upstash-Retries: 0");
        var told = (await receiver.WaitForAsync(2))[1];
        Assert.Equal(("/alarm", "PUT", "red", "7"), (told.Target, told.Method, told.Headers["X-Alarm"], told.Headers["Upstash-Max-Retries"]));
    }

    [Fact]
    public async Task The_failure_callback_of_a_message_comes_first()
    {
        await DeclareAsync(name, "/in", new() { Url = receiver.Url + "/failed" });
        await PublishAsync("Upstash-Retries: 0", $"Upstash-Failure-Callback: {receiver.Url}/own");
        await ThenAsync("/in", "/own");
    }

    [Fact]
    public async Task A_failure_that_cannot_be_told_is_told_to_nobody_else()
    {
        Fail("/in", "/alarm");
        await DeclareAsync(Alarm, "/alarm", new() { Endpoint = name }, endpoint => endpoint with { Retry = new() { Limit = 0 } });
        await DeclareAsync(name, "/in", new() { Endpoint = Alarm });
        await PublishAsync("Upstash-Retries: 0");
        await ThenAsync("/in", "/alarm");
    }

    [Fact]
    public async Task An_Endpoint_that_is_told_and_appears_later_is_told_then()
    {
        await DeclareAsync(name, "/in", new() { Endpoint = Alarm });
        await PublishAsync("Upstash-Retries: 0");
        await receiver.WaitForAsync(1);
        await DeclareAsync(Alarm, "/alarm", null);
        Assert.Equal("/alarm", (await receiver.WaitForAsync(2))[1].Target);
    }

    [Fact]
    public async Task A_declared_schedule_sends_into_its_queue_and_has_its_outcome_told()
    {
        await DeclareAsync(Alarm, "/alarm", null);
        var due = new DueMoment();
        await pair.Declared.ScheduleAsync("default", name, due.Cron, receiver.Url + "/in", schedule => schedule with
        {
            Queue = name, Retry = new() { Limit = 0 }, Callback = new() { Url = receiver.Url + "/done" }, FailureCallback = new() { Endpoint = Alarm },
        });
        var shown = (await Api.GetAsync($"/v2/schedules/{name}")).Json!;
        Assert.Equal((name, receiver.Url + "/done", $"endpoint/{Alarm}"), ((string)shown["queueName"]!, (string)shown["callback"]!, (string)shown["failureCallback"]!));
        await due.ComeAsync(pair.Redis, "default", name);
        var arrivals = await receiver.WaitForAsync(3);
        Assert.Equal(["/alarm", "/done", "/in"], arrivals.Select(arrival => arrival.Target).Order(StringComparer.Ordinal));
        Assert.Equal("/in", arrivals[0].Target);
        Assert.Equal(name, (string)(await Api.GetAsync($"/v2/queues/{name}")).Json!["name"]!);
    }

    private async Task DeclareAsync(string endpoint, string path, CallbackTarget? failureCallback, Func<EndpointDefinition, EndpointDefinition>? change = null)
    {
        await pair.Declared.EndpointAsync("default", endpoint, receiver.Url + path, made =>
        {
            var told = made with { FailureCallback = failureCallback };
            return change is null ? told : change(told);
        });
    }

    private async Task<ApiAnswer> PublishAsync(params string[] headers)
    {
        var answer = await Api.PublishAsync($"endpoint/{name}", "x", headers);
        Assert.True((int)answer.Status < 300, answer.Text);
        return answer;
    }

    // What comes after these is told by a message that was published behind them.
    private async Task ThenAsync(params string[] targets)
    {
        await receiver.WaitForAsync(targets.Length);
        await Api.PublishAsync(receiver.Url + "/last", "");
        await Eventually.IsTrueAsync(() => receiver.Arrivals.Any(arrival => arrival.Target == "/last"), "the last one arrives");
        Assert.Equal([.. targets, "/last"], receiver.Arrivals.Select(arrival => arrival.Target));
    }

    private void Fail(params string[] paths) => receiver.Answer = context =>
    {
        context.Response.StatusCode = paths.Contains(context.Request.Path.Value) ? 500 : 200;
        return Task.CompletedTask;
    };
}
