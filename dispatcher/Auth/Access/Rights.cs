namespace Postrider.Dispatcher.Auth.Access;

/// <summary>
/// Every right that the gateway asks for. What is made or changed under a name that the caller chooses takes <c>update</c> of that name;
/// <c>create</c> is for what gets its name here, and for putting a message somewhere.
/// </summary>
internal static class Rights
{
    public static readonly Right PublishToTopic = new("publish", "topics");
    public static readonly Right PublishToEndpoint = new("publish", "endpoints");

    /// <summary>A publish to a URL, and to be called back at one.</summary>
    public static readonly Right PublishToUrl = new("create", "messages");
    public static readonly Right ReadMessage = new("get", "messages");
    public static readonly Right ListMessages = new("list", "messages");
    public static readonly Right CancelMessages = new("delete", "messages");

    public static readonly Right ReadDeadLetter = new("get", "deadletters");
    public static readonly Right ListDeadLetters = new("list", "deadletters");
    public static readonly Right RetryDeadLetters = new("update", "deadletters");
    public static readonly Right DeleteDeadLetters = new("delete", "deadletters");

    /// <summary>Putting messages into a queue; the first one makes it.</summary>
    public static readonly Right FillQueue = new("create", "queues");
    public static readonly Right ReadQueue = new("get", "queues");
    public static readonly Right ListQueues = new("list", "queues");
    public static readonly Right ChangeQueue = new("update", "queues");
    public static readonly Right DeleteQueue = new("delete", "queues");

    public static readonly Right MakeSchedule = new("create", "schedules");
    public static readonly Right ReadSchedule = new("get", "schedules");
    public static readonly Right ListSchedules = new("list", "schedules");
    public static readonly Right ChangeSchedule = new("update", "schedules");
    public static readonly Right DeleteSchedule = new("delete", "schedules");

    public static readonly Right ReadTopic = new("get", "topics");
    public static readonly Right ListTopics = new("list", "topics");
    public static readonly Right ChangeTopic = new("update", "topics");
    public static readonly Right DeleteTopic = new("delete", "topics");

    public static readonly Right ReadFlowControl = new("get", "flowcontrols");
    public static readonly Right ListFlowControls = new("list", "flowcontrols");
    public static readonly Right ChangeFlowControl = new("update", "flowcontrols");

    public static readonly Right ReadSigningKeys = new("get", "signingkeys");
    public static readonly Right RotateSigningKeys = new("update", "signingkeys");
}
