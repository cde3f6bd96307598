using Postrider.Dispatcher.Auth.Access;
using Postrider.TestKit.Kubernetes;

namespace Postrider.Dispatcher.Tests.Auth.Access;

/// <summary>
/// A call for every method of every line of the table. In the namespace there are the Topic <c>orders</c> and the Endpoint <c>billing</c>.
/// </summary>
internal static class Cells
{
    private const string Url = "https://a.example/x";
    private const string Later = "Upstash-Delay: 1h";
    private const string Cron = "Upstash-Cron: 0 0 1 1 *";
    private static readonly Rule ToUrl = new("create", "messages");
    private static readonly Rule ToTopic = new("publish", "topics", "orders");
    private static readonly Rule Fill = new("create", "queues", "q");
    private static readonly Rule Make = new("create", "schedules");

    public static IEnumerable<Cell> All => ApiCalls.All.SelectMany(line => line.Methods.Split(' ').Select(method => Of(line, method)));

    private static Cell Of(ApiCall line, string method) => line.Path switch
    {
        "/v2/publish/{destination}" => Publish(line, "/v2/publish/", []),
        "/v2/enqueue/{queue}/{destination}" => Publish(line, "/v2/enqueue/q/", [Fill]),
        "/v2/schedules/{destination}" => Publish(line, "/v2/schedules/", [Make], Cron),
        "/v2/batch" => Batch(line),
        "/v2/dlq/retry/{dlqId}" or "/v2/dlq/retry" => Retry(line),
        "/v2/queues" when method == "POST" => new(line, method, line.Path, """{"queueName":"q","parallelism":2}""", [], new("update", "queues", "q"), []),
        _ => Plain(line, method),
    };

    private static Cell Publish(ApiCall line, string path, Rule[] always, params string[] headers)
    {
        var (own, destination, more, besides) = Parts(line);
        besides = [.. besides, .. always.Where(rule => rule != own && !(rule == Make && own.Resource == "schedules"))];
        return new(line, "POST", path + destination, "", [Later, .. headers, .. more.Except(headers)], own, besides);
    }

    private static Cell Batch(ApiCall line)
    {
        var (own, destination, more, besides) = Parts(line);
        var headers = more.Append(Later).Select(header => header.Split(": ", 2)).Select(pair => $"\"{pair[0]}\":\"{pair[1]}\"");
        return new(line, "POST", line.Path, $$"""[{"destination":"{{destination}}","headers":{ {{string.Join(',', headers)}} } }]""", [], own, besides);
    }

    // What the line is about, where the message goes for it, with which headers, and what that needs besides.
    private static (Rule Own, string Destination, string[] Headers, Rule[] Besides) Parts(ApiCall line) => (line.Right.Verb, line.Right.Resource, line.When) switch
    {
        ("create", "messages", "to a URL") => (ToUrl, Url, [], []),
        ("create", "messages", _) => (ToUrl, "orders", [$"Upstash-Failure-Callback: {Url}"], [ToTopic]),
        ("publish", "topics", _) => (ToTopic, "orders", [], []),
        ("publish", "endpoints", _) => (new("publish", "endpoints", "billing"), "billing", [], []),
        ("create", "queues", _) => (Fill, Url, line.Path.StartsWith("/v2/enqueue", StringComparison.Ordinal) ? [] : ["Upstash-Queue-Name: q"], [ToUrl]),
        ("create", "schedules", _) => (Make, Url, [Cron], [ToUrl]),
        ("update", "schedules", _) => (new("update", "schedules", "s"), Url, [Cron, "Upstash-Schedule-Id: s"], [ToUrl]),
        _ => throw new InvalidOperationException($"no call is known for {line}"),
    };

    private static Cell Retry(ApiCall line)
    {
        var named = line.Path.Contains('{', StringComparison.Ordinal);
        var retry = new Rule("update", "deadletters", named ? "1-1" : null);
        var path = named ? "/v2/dlq/retry/1-1" : "/v2/dlq/retry?label=none";
        return line.When is null ? new(line, "POST", path, "", [], retry, [])
            : line.Right == Rights.FillQueue ? new(line, "POST", path, "", ["Upstash-Queue-Name: q"], Fill, [retry])
            : new(line, "POST", path, "", [$"Upstash-Callback: {Url}"], ToUrl, [retry]);
    }

    // A name of the path is x, or what is there.
    private static Cell Plain(ApiCall line, string method)
    {
        var path = line.Path.Replace("{action}", "pause", StringComparison.Ordinal).Replace(line.Name ?? "{}", "x", StringComparison.Ordinal);
        var bulk = method == "DELETE" && line.Name is null;
        return new(line, method, bulk ? path + "?label=none" : path, "{}", [], new(line.Right.Verb, line.Right.Resource, line.Name is null ? null : "x"), []);
    }
}
