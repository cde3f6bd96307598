using System.Text.Json.Nodes;
using Postrider.TestKit.Kubernetes;

namespace Postrider.Fleet;

/// <summary>5,000 Endpoints, 1,000 Topics of five of them each, and 10,000 Schedules to one, spread over 50 namespaces.</summary>
internal sealed class Fleet(KubeClient admin)
{
    public const int Endpoints = 5_000;
    public const int Topics = 1_000;
    public const int Schedules = 10_000;
    private const int Namespaces = 50;
    private const int AtOnce = 16;
    private const int Page = 500;
    private const string Api = "/apis/postrider.dev/v1alpha1";

    public async Task CreateAsync()
    {
        for (var number = 0; number < Namespaces; number++)
        {
            await admin.PostAsync("/api/v1/namespaces", new JsonObject { ["metadata"] = new JsonObject { ["name"] = Space(number) } });
        }

        await CreateAsync("endpoints", "Endpoint", Endpoints, _ => new JsonObject { ["url"] = "https://receiver.example.com/in", ["retry"] = new JsonObject { ["limit"] = 5 } });
        await CreateAsync("topics", "Topic", Topics, number => new JsonObject { ["subscribers"] = new JsonArray([.. Enumerable.Range(0, 5).Select(each => Subscriber(number, each))]) });
        await CreateAsync("schedules", "Schedule", Schedules, number => new JsonObject
        {
            ["cron"] = "0 4 1 1 *", ["body"] = "{}", ["destination"] = new JsonObject { ["endpointRef"] = new JsonObject { ["name"] = Name(Near(number, 0)) } },
        });
    }

    /// <summary>How many resources of all kinds are Ready.</summary>
    public async Task<int> CountReadyAsync()
    {
        var ready = 0;
        foreach (var plural in new[] { "endpoints", "topics", "schedules" })
        {
            var next = "";
            do
            {
                var list = (await admin.FindAsync($"{Api}/{plural}?limit={Page}&continue={Uri.EscapeDataString(next)}"))!;
                ready += list["items"]!.AsArray().Count(IsReady);
                next = (string?)list["metadata"]!["continue"] ?? "";
            }
            while (next.Length > 0);
        }

        return ready;
    }

    private Task CreateAsync(string plural, string kind, int count, Func<int, JsonObject> spec) => Parallel.ForEachAsync(
        Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (number, _) => await admin.PostAsync(
            $"{Api}/namespaces/{Space(number)}/{plural}", new JsonObject
            {
                ["apiVersion"] = "postrider.dev/v1alpha1", ["kind"] = kind, ["metadata"] = new JsonObject { ["name"] = Name(number) }, ["spec"] = spec(number),
            }));

    private static bool IsReady(JsonNode? item) => item!["status"]?["conditions"]?.AsArray().Any(condition =>
        (string?)condition!["type"] == "Ready" && (string?)condition["status"] == "True" && (long?)condition["observedGeneration"] == (long?)item["metadata"]!["generation"]) == true;

    private static JsonNode Subscriber(int topic, int number) => new JsonObject
    {
        ["name"] = $"s{number}", ["endpointRef"] = new JsonObject { ["name"] = Name(Near(topic, number)) },
    };

    // An Endpoint of the same namespace.
    private static int Near(int number, int step) => (number + (step * Namespaces)) % Endpoints;

    private static string Space(int number) => $"fleet-{number % Namespaces}";

    private static string Name(int number) => $"n{number}";
}
