using Postrider.Operator.Schema.Annotations;

namespace Postrider.Operator.Api;

/// <summary>When, where to and what.</summary>
public sealed record ScheduleSpec
{
    [Description("Five fields: minute, hour, day of month, month, day of week. When both days are restricted, either of them fires.")]
    [MinLength(1)]
    [MaxLength(100)]
    [Rule("!self.startsWith('@')", "must not be a macro such as @hourly or @every: write five fields, such as 0 * * * *")]
    [Rule("!self.contains('TZ=')", "must not name a time zone: set timeZone instead")]
    [Rule("self.matches('^[ \\t]*[^ \\t]+([ \\t]+[^ \\t]+){4}[ \\t]*$')", "must be five fields: write minute, hour, day of month, month and day of week, such as */5 * * * *")]
    public required string Cron { get; init; }

    [Description("IANA name of the time zone of cron, such as Europe/Berlin.")]
    [Default("UTC")]
    [MinLength(1)]
    [MaxLength(64)]
    [Pattern("^[-+_/A-Za-z0-9]+$")]
    public string? TimeZone { get; init; }

    [Description("Where each message goes.")]
    public required ScheduleDestination Destination { get; init; }

    [Description("The queue that each message goes into. It is made by the first message when there is none, one delivery at a time.")]
    [MinLength(1)]
    [MaxLength(256)]
    [Pattern("^[-._A-Za-z0-9]+$")]
    [Rule("!(self in ['.', '..'])", "must not be '.' or '..', which no path of the API can name: choose another name")]
    public string? Queue { get; init; }

    [Description("HTTP method of the message. Absent: POST.")]
    [OneOf("GET", "POST", "PUT", "PATCH", "DELETE")]
    public string? Method { get; init; }

    [Description("Content-Type of the body.")]
    [MinLength(1)]
    [MaxLength(256)]
    [Pattern("^[ -~]*$")]
    public string? ContentType { get; init; }

    [Description("Body of the message, at most 65536 bytes in UTF-8.")]
    [MaxLength(65536)]
    public string? Body { get; init; }

    [Description("Headers of the message. No secrets here: they belong to the Endpoint.")]
    [HeaderList]
    public IReadOnlyList<ScheduleHeader>? Headers { get; init; }

    [Description("How long after each firing the message is delivered.")]
    [Duration("0s", "8760h")]
    public string? Delay { get; init; }

    [Description("How long one attempt may take, such as 30s; no longer than the worker's Delivery:Timeout, 15 minutes unless it is set.")]
    [Duration("1s", "12h")]
    public string? Timeout { get; init; }

    [Description("When and how often a failed attempt is repeated.")]
    public Retry? Retry { get; init; }

    [Description("Who is told of every attempt.")]
    public CallbackTarget? Callback { get; init; }

    [Description("Who is told of a message that failed for good. Absent: whom its Endpoint says.")]
    public CallbackTarget? FailureCallback { get; init; }

    [Description("True stops the firing. What would have fired meanwhile is not made up for.")]
    [Default(false)]
    public bool? Suspend { get; init; }

    [Description("How many seconds late a firing that was missed may still happen.")]
    [Default(300)]
    [Bounds(0, 86_400)]
    public int? StartingDeadlineSeconds { get; init; }
}
