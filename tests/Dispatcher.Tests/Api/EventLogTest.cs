using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Postrider.TestKit;
using Postrider.TestKit.Dispatching;
using Postrider.TestKit.Http;

namespace Postrider.Dispatcher.Tests.Api;

/// <summary>Reads the event log as clients do; each test's events carry a label of its own.</summary>
public abstract class EventLogTest(RunningPair pair) : IAsyncLifetime
{
    protected string Label { get; } = "l" + Guid.NewGuid().ToString("N");

    protected RunningPair Pair => pair;

    protected Receiver Receiver { get; private set; } = null!;

    protected PublishApi Api { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Receiver = await Receiver.StartAsync();
        Api = pair.As("testUser1");
    }

    public async Task DisposeAsync()
    {
        Api.Dispose();
        await Receiver.DisposeAsync();
    }

    protected static string StateOf(JsonNode entry) => (string)entry["state"]!;

    protected static string TextOf(JsonNode? base64) => Encoding.UTF8.GetString(Convert.FromBase64String((string)base64!));

    protected async Task<string> PublishAsync(string path, string body = "", params string[] headers) =>
        (await Api.PublishAsync(Receiver.Url + path, body, [.. headers, $"Upstash-Label: {Label},second"])).MessageId;

    protected async Task<List<JsonNode>> ListAsync(string query, PublishApi? caller = null)
    {
        var answer = await (caller ?? Api).GetAsync("/v2/events" + query);
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Text);
        return [.. answer.Json!["events"]!.AsArray().Select(entry => entry!)];
    }

    protected async Task<List<JsonNode>> UntilAsync(string query, params string[] states)
    {
        var entries = await Eventually.BecomesAsync(() => ListAsync(query), found => found.Count >= states.Length, $"{states.Length} events", TimeSpan.FromSeconds(10));
        Assert.Equal(states, entries.Select(StateOf));
        return entries;
    }
}
