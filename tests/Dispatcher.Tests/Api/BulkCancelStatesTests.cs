using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Postrider.TestKit.Compatibility;
using Postrider.TestKit.Dispatching;

namespace Postrider.Dispatcher.Tests.Api;

/// <summary>Whatever state messages are in, each is cancelled and counted once.</summary>
[Collection(nameof(RunningPair))]
public sealed class BulkCancelStatesTests(RunningPair pair) : BulkCancelTest(pair)
{
    [Fact]
    [ProtocolItem(111)]
    public async Task What_is_in_flight_and_already_cancelled_does_not_use_up_the_count()
    {
        var answer = new TaskCompletionSource();
        Receiver.Answer = _ => answer.Task;
        for (var message = 1; message <= 4; message++)
        {
            await PublishNowAsync("/slow");
        }

        await Receiver.WaitForAsync(4);
        foreach (var (count, cancelled) in new[] { (1, 1), (1, 1), (1, 1), (5, 1), (1, 0) })
        {
            Assert.Equal($$"""{"cancelled":{{cancelled}}}""", (await CancelAsync($"?count={count}")).Text);
        }

        answer.SetResult();
    }

    [Theory]
    [ProtocolItem(112)]
    [InlineData("", "Accept: application/json")]
    [InlineData("", "Content-Type: application/json")]
    [InlineData("{}", "Content-Type: application/json")]
    [InlineData(" { } ", "Content-Type: text/plain")]
    public async Task Without_filters_everything_of_the_callers_namespace_is_cancelled_and_counted_once(string body, string header)
    {
        var answer = new TaskCompletionSource();
        Receiver.Answer = async context =>
        {
            if (context.Request.Path == "/slow")
            {
                await answer.Task;
            }

            context.Response.StatusCode = 404;
        };
        var waiting = await PublishAsync("https://a.example/x");
        var inFlight = await PublishNowAsync("/slow");
        var retrying = await PublishNowAsync("/retry");
        var theirs = (await Other.PublishAsync("https://a.example/x", "", Later)).MessageId;
        var theirsInFlight = (await Other.PublishAsync(Receiver.Url + "/slow")).MessageId;
        await Receiver.WaitForAsync(3);
        Assert.Equal("""{"cancelled":3}""", (await CancelAsync("", body, header)).Text);
        Assert.Equal("""{"cancelled":0}""", (await CancelAsync("", body, header)).Text);
        await StillThereAsync([], [waiting, inFlight, retrying]);
        foreach (var id in new[] { theirs, theirsInFlight })
        {
            Assert.Equal(HttpStatusCode.OK, (await Other.GetAsync($"/v2/messages/{id}")).Status);
            Assert.Equal("""{"cancelled":0}""", (await CancelAsync("", $$"""{"messageIds":["{{id}}"]}""")).Text);
        }

        answer.SetResult();
        Assert.Equal("""{"cancelled":2}""", (await Other.DeleteAsync("/v2/messages")).Text);
        Assert.Empty((await Api.GetAsync($"/v2/dlq?messageId={inFlight}&messageId={retrying}")).Json!["messages"]!.AsArray());
    }

    [Fact]
    [ProtocolItem(112)]
    public async Task Many_more_than_one_step_looks_at_are_cancelled_while_publishers_go_on()
    {
        const int messages = 6000;
        foreach (var piece in Enumerable.Range(0, messages).Chunk(1000))
        {
            await Api.BatchAsync([.. piece.Select(_ => new System.Text.Json.Nodes.JsonObject
            {
                ["destination"] = "https://a.example/x", ["headers"] = new System.Text.Json.Nodes.JsonObject { ["Upstash-Delay"] = "1h" },
            })]);
        }

        using var stop = new CancellationTokenSource();
        var publishing = Task.Run(async () =>
        {
            for (var published = 0; ; published++)
            {
                if (stop.IsCancellationRequested)
                {
                    return published;
                }

                await Other.PublishAsync("https://a.example/x", "", Later);
                await Api.PublishAsync("https://b.example/x", "", Later);
            }
        });
        Assert.Equal("""{"cancelled":0}""", (await CancelAsync("?host=none.example")).Text);
        var cancelled = (int)(await CancelAsync("")).Json!["cancelled"]!;
        await stop.CancelAsync();
        var published = await publishing;
        Assert.InRange(cancelled, messages, messages + published);
        Assert.Equal(messages + published, cancelled + (int)(await CancelAsync("")).Json!["cancelled"]!);
        Assert.Equal(published, (int)(await Other.DeleteAsync("/v2/messages")).Json!["cancelled"]!);
    }

    [Fact]
    [ProtocolItem(112)]
    public async Task Messages_that_fail_and_retry_all_the_time_are_all_cancelled_once()
    {
        const int messages = 100;
        Receiver.Answer = context =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        };
        await Api.BatchAsync([.. Enumerable.Range(0, messages).Select(message => new JsonObject
        {
            ["destination"] = $"{Receiver.Url}/{message}", ["headers"] = new JsonObject { ["Upstash-Retries"] = "10", ["Upstash-Retry-Delay"] = "300" },
        })]);
        using var second = new PublishApi(Pair.Second.Url, Tokens.Of("testUser1"));
        var answers = await Task.WhenAll(CancelAsync(""), second.DeleteAsync("/v2/messages"), CancelAsync("?host=127.0.0.1"));
        Assert.Equal(messages, answers.Sum(answer => (int)answer.Json!["cancelled"]!));
        Assert.Equal("""{"cancelled":0}""", (await CancelAsync("")).Text);
    }
}
