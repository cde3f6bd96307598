using System.Text.Json.Serialization;
using Postrider.Core.Decisions;
using Postrider.Core.Model;
using Postrider.Core.Registry;
using Postrider.Core.Store;

namespace Postrider.Dispatcher.Api;

/// <summary>The answer for a schedule that was made.</summary>
internal sealed record MadeSchedule(string ScheduleId);

/// <summary>A schedule as the API shows it: what its messages are shown with, and when they are sent.</summary>
internal sealed record ScheduleView
{
    public required string ScheduleId { get; init; }

    public required string Cron { get; init; }

    public required string Destination { get; init; }

    public required long CreatedAt { get; init; }

    public required string Method { get; init; }

    public Dictionary<string, string[]>? Header { get; init; }

    public string? Body { get; init; }

    public string? BodyBase64 { get; init; }

    public required int Retries { get; init; }

    /// <summary>Seconds.</summary>
    public long? Delay { get; init; }

    /// <summary>Seconds.</summary>
    public long? Timeout { get; init; }

    public string? Callback { get; init; }

    public string? FailureCallback { get; init; }

    public Dictionary<string, string[]>? CallbackHeader { get; init; }

    public Dictionary<string, string[]>? FailureCallbackHeader { get; init; }

    [JsonPropertyName("callerIP")]
    public string? CallerIP { get; set; } // not init: the two spellings would meet in one constructor parameter

    [JsonPropertyName("callerIp")]
    public string? CallerIp => CallerIP;

    public required bool IsPaused { get; init; }

    public string? QueueName { get; init; }

    public string? FlowControlKey { get; init; }

    public int? Parallelism { get; init; }

    public int? Rate { get; init; }

    /// <summary>Seconds.</summary>
    public long? Period { get; init; }

    public string? RetryDelayExpression { get; init; }

    public string? Label { get; init; }

    public string[]? Labels { get; init; }

    public long? LastScheduleTime { get; init; }

    public long? NextScheduleTime { get; init; }

    /// <summary>Messages of the last firing: IN_PROGRESS, SUCCESS or FAIL.</summary>
    public Dictionary<string, string>? LastScheduleStates { get; init; }

    public string? Error { get; init; }

    public static ScheduleView From(StoredSchedule schedule, RegistrySnapshot registry)
    {
        var definition = schedule.Definition;
        var sends = MessageView.From(MessageTemplate.Of(definition) with { Endpoint = definition.Endpoint ?? "" }, registry);
        return new()
        {
            ScheduleId = definition.Name,
            Cron = definition.CronText ?? CronText.Write(definition.Cron, definition.TimeZone),
            Destination = definition.Destination ?? definition.Url ?? definition.Topic ?? $"endpoint/{definition.Endpoint}",
            CreatedAt = schedule.CreatedAtMs,
            Method = sends.Method,
            Header = sends.Header,
            Body = sends.Body,
            BodyBase64 = sends.BodyBase64,
            Retries = sends.MaxRetries,
            Delay = definition.DelayMs > 0 ? (definition.DelayMs + 999) / 1000 : null,
            Timeout = sends.Timeout,
            Callback = sends.Callback,
            FailureCallback = sends.FailureCallback,
            CallbackHeader = sends.CallbackHeader,
            FailureCallbackHeader = sends.FailureCallbackHeader,
            CallerIP = sends.CallerIP,
            IsPaused = definition.Suspend,
            QueueName = sends.QueueName,
            FlowControlKey = sends.FlowControlKey,
            Parallelism = sends.Parallelism,
            Rate = sends.Rate,
            Period = sends.Period,
            RetryDelayExpression = sends.RetryDelayExpression,
            Label = sends.Label,
            Labels = sends.Labels,
            LastScheduleTime = schedule.LastMs,
            NextScheduleTime = schedule.NextMs,
            LastScheduleStates = schedule.Sent.Count == 0 ? null : schedule.Sent.ToDictionary(sent => sent.Key.ToString(), sent => NameOf(sent.Value)),
            Error = schedule.Error,
        };
    }

    private static string NameOf(FiredState state) => state switch
    {
        FiredState.Succeeded => "SUCCESS",
        FiredState.Failed => "FAIL",
        _ => "IN_PROGRESS",
    };
}
