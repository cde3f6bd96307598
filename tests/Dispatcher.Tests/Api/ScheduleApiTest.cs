using System.Text.Json.Nodes;
using Postrider.TestKit.Dispatching;

namespace Postrider.Dispatcher.Tests.Api;

/// <summary>Makes schedules through the API under a name of each test's own, and reads them at the other gateway than the one they were written at.</summary>
public abstract class ScheduleApiTest(RunningPair pair) : IAsyncLifetime
{
    protected const string Target = "http://127.0.0.1:9/in";
    protected const string Cron = "Upstash-Cron: 0 0 1 1 *";

    protected RunningPair Pair => pair;

    protected string Name { get; } = "s" + Guid.NewGuid().ToString("N");

    /// <summary>The header that names it.</summary>
    protected string Id => $"Upstash-Schedule-Id: {Name}";

    protected PublishApi Api { get; private set; } = null!;

    public Task InitializeAsync()
    {
        Api = pair.As("testUser1");
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        foreach (var schedule in (await Api.GetAsync("/v2/schedules")).Json!.AsArray())
        {
            await Api.DeleteAsync($"/v2/schedules/{(string)schedule!["scheduleId"]!}");
        }

        Api.Dispose();
    }

    protected static string Text(JsonNode json, string field) => (string)json[field]!;

    protected static DateTimeOffset Time(JsonNode json, string field) => DateTimeOffset.FromUnixTimeMilliseconds((long)json[field]!);

    protected static IEnumerable<string> Absent(JsonNode json, params string[] fields) => fields.Where(field => !json.AsObject().ContainsKey(field));

    protected async Task<List<JsonNode>> ListAsync() => [.. (await Api.GetAsync("/v2/schedules")).Json!.AsArray().Select(each => each!)];

    // At the other gateway than the one it was written at.
    protected async Task<JsonNode> ReadAsync()
    {
        using var other = new PublishApi(Pair.Second.Url, Tokens.Of("testUser1"));
        return (await other.GetAsync($"/v2/schedules/{Name}")).Json!;
    }
}
