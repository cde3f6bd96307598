namespace Postrider.Dispatcher.Auth.Access;

/// <summary>The table: each call of the API with the rights that it takes. <c>docs/authorization.md</c> shows it, and a test compares the two.</summary>
internal static class ApiCalls
{
    private const string Publish = "/v2/publish/{destination}";
    private const string Enqueue = "/v2/enqueue/{queue}/{destination}";
    private const string Schedule = "/v2/schedules/{destination}";
    private const string Batch = "/v2/batch";
    private const string Retry = "/v2/dlq/retry/{dlqId}";
    private const string Retries = "/v2/dlq/retry";
    private const string Changing = "POST PUT PATCH";

    public static IReadOnlyList<ApiCall> All { get; } =
    [
        .. Publishing(Publish),
        new("POST", Publish, Rights.FillQueue, "the queue", "with `Upstash-Queue-Name`"),
        new("POST", Publish, Rights.MakeSchedule, null, "with `Upstash-Cron`"),
        new("POST", Publish, Rights.ChangeSchedule, "the id", "with `Upstash-Cron` and `Upstash-Schedule-Id`, instead"),
        .. Publishing(Enqueue),
        new("POST", Enqueue, Rights.FillQueue, "{queue}", "always, besides"),
        .. Publishing(Schedule),
        new("POST", Schedule, Rights.FillQueue, "the queue", "with `Upstash-Queue-Name`"),
        new("POST", Schedule, Rights.MakeSchedule, null, "without `Upstash-Schedule-Id`"),
        new("POST", Schedule, Rights.ChangeSchedule, "the id", "with `Upstash-Schedule-Id`"),
        .. Publishing(Batch),
        new("POST", Batch, Rights.FillQueue, "the queue", "an item with a queue"),
        new("POST", Batch, Rights.MakeSchedule, null, "an item with `Upstash-Cron`"),
        new("POST", Batch, Rights.ChangeSchedule, "the id", "an item with `Upstash-Cron` and `Upstash-Schedule-Id`, instead"),

        new("GET", "/v2/messages/{id}", Rights.ReadMessage, "{id}"),
        new("DELETE", "/v2/messages/{id}", Rights.CancelMessages, "{id}"),
        new("DELETE", "/v2/messages", Rights.CancelMessages),
        new("GET", "/v2/events", Rights.ListMessages),
        new("GET", "/v2/logs", Rights.ListMessages),

        new("GET", "/v2/dlq", Rights.ListDeadLetters),
        new("GET", "/v2/dlq/{dlqId}", Rights.ReadDeadLetter, "{dlqId}"),
        new("DELETE", "/v2/dlq/{dlqId}", Rights.DeleteDeadLetters, "{dlqId}"),
        new("DELETE", "/v2/dlq", Rights.DeleteDeadLetters),
        new("POST", Retry, Rights.RetryDeadLetters, "{dlqId}"),
        .. Retrying(Retry),
        new("POST", Retries, Rights.RetryDeadLetters),
        .. Retrying(Retries),

        new("POST", "/v2/queues", Rights.ChangeQueue, "`queueName`", "always"),
        new("GET", "/v2/queues", Rights.ListQueues),
        new("GET", "/v2/queues/{name}", Rights.ReadQueue, "{name}"),
        new("DELETE", "/v2/queues/{name}", Rights.DeleteQueue, "{name}"),
        new("POST PATCH", "/v2/queues/{name}/pause", Rights.ChangeQueue, "{name}"),
        new("POST PATCH", "/v2/queues/{name}/resume", Rights.ChangeQueue, "{name}"),

        new("GET", "/v2/schedules", Rights.ListSchedules),
        new("GET", "/v2/schedules/{id}", Rights.ReadSchedule, "{id}"),
        new("DELETE", "/v2/schedules/{id}", Rights.DeleteSchedule, "{id}"),
        new("PATCH POST PUT", "/v2/schedules/{id}/pause", Rights.ChangeSchedule, "{id}"),
        new("PATCH POST PUT", "/v2/schedules/{id}/resume", Rights.ChangeSchedule, "{id}"),

        new("GET", "/v2/topics", Rights.ListTopics),
        new("GET", "/v2/topics/{name}", Rights.ReadTopic, "{name}"),
        new("DELETE", "/v2/topics/{name}", Rights.DeleteTopic, "{name}"),
        new(Changing, "/v2/topics/{name}", Rights.ChangeTopic, "{name}"),
        new(Changing, "/v2/topics/{name}/endpoints", Rights.ChangeTopic, "{name}"),
        new("DELETE", "/v2/topics/{name}/endpoints", Rights.ChangeTopic, "{name}"),

        new("GET", "/v2/flowControl", Rights.ListFlowControls),
        new("GET", "/v2/globalParallelism", Rights.ListFlowControls),
        new("GET", "/v2/flowControl/{key}", Rights.ReadFlowControl, "{key}", "always"),
        new(Changing, "/v2/flowControl/{key}/{action}", Rights.ChangeFlowControl, "{key}", "always"),

        new("GET", "/v2/keys", Rights.ReadSigningKeys),
        new("POST", "/v2/keys/rotate", Rights.RotateSigningKeys),
        new("POST", "/v2/rotate", Rights.RotateSigningKeys),
    ];

    /// <summary>Gives each route of a group its line.</summary>
    /// <exception cref="InvalidOperationException">A route has none: it would be open to everybody.</exception>
    public static void Attach(RouteGroupBuilder routes, IEndpointRouteBuilder application)
    {
        ((IEndpointConventionBuilder)routes).Add(route => Attach((RouteEndpointBuilder)route));
        _ = application.DataSources.Sum(source => source.Endpoints.Count); // makes them now, not with the first request
    }

    private static void Attach(RouteEndpointBuilder route)
    {
        var methods = route.Metadata.OfType<IHttpMethodMetadata>().SelectMany(metadata => metadata.HttpMethods).ToList();
        var lines = All.Where(line => line.IsOf(route.RoutePattern.RawText, methods)).ToList();
        if (methods.Count == 0 || lines.Count == 0)
        {
            throw new InvalidOperationException($"{string.Join(' ', methods)} {route.RoutePattern.RawText} is not in the table of rights");
        }

        lines.Where(line => line.When is null).ToList().ForEach(route.Metadata.Add);
    }

    private static IEnumerable<ApiCall> Publishing(string path) =>
    [
        new("POST", path, Rights.PublishToUrl, null, "to a URL"),
        new("POST", path, Rights.PublishToTopic, "the Topic", "to a Topic"),
        new("POST", path, Rights.PublishToEndpoint, "the Endpoint", "to an Endpoint"),
        new("POST", path, Rights.PublishToUrl, null, "with a callback or failure callback"),
    ];

    private static IEnumerable<ApiCall> Retrying(string path) =>
    [
        new("POST", path, Rights.FillQueue, "the queue", "with `Upstash-Queue-Name`"),
        new("POST", path, Rights.PublishToUrl, null, "with a callback or failure callback"),
    ];
}
