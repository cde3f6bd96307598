using System.Text.Json;
using Postrider.Core.Model;
using Postrider.Core.Store;
using Postrider.Dispatcher.Protocol;

namespace Postrider.Dispatcher.Api;

/// <summary>What a request wants a queue to be; null leaves a setting as it is.</summary>
internal sealed record QueueSettings(string Name, int? Parallelism, bool? Paused)
{
    private const int MaxBodyBytes = 16 * 1024;

    public static readonly string NameExpected = $"queueName: a name is 1 to {MessageRoute.MaxQueueLength} characters of A-Z, a-z, 0-9, '.', '_' and '-'";

    /// <summary>The settings, or everything that is wrong with them.</summary>
    public static async Task<(QueueSettings? Settings, Refusal? Refusal)> ReadAsync(HttpRequest request, QueueLimits limits)
    {
        if (await RequestBody.ReadAsync(request, MaxBodyBytes).ConfigureAwait(false) is not { } body)
        {
            return (null, new(StatusCodes.Status413PayloadTooLarge, $"a queue's settings hold at most {MaxBodyBytes} bytes"));
        }

        return JsonBody.ReadObject(body) is { } json ? Read(json, limits) : NoObject();
    }

    private static (QueueSettings?, Refusal?) Read(JsonElement json, QueueLimits limits)
    {
        var errors = new SettingErrors();
        var name = ReadName(json, errors);
        var settings = new QueueSettings(name, ReadParallelism(json, limits, errors), ReadPaused(json, errors));
        return errors.Refusal is { } refusal ? (null, refusal) : (settings, null);
    }

    private static string ReadName(JsonElement json, SettingErrors errors)
    {
        if (Given(json, "queueName") is { ValueKind: JsonValueKind.String } value && JsonBody.TextOf(value) is { } name && NameRules.IsQueue(name))
        {
            return name;
        }

        errors.Add(NameExpected);
        return "";
    }

    private static int? ReadParallelism(JsonElement json, QueueLimits limits, SettingErrors errors)
    {
        if (Given(json, "parallelism") is not { } value)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt64(out var parallelism) || parallelism < 1)
        {
            errors.Add("parallelism", "a whole number from 1 is expected");
            return null;
        }

        if (parallelism > limits.MaxQueueParallelism)
        {
            errors.AddQuota("parallelism", "maxQueueParallelism", limits.MaxQueueParallelism);
        }

        return (int)Math.Min(parallelism, int.MaxValue);
    }

    private static bool? ReadPaused(JsonElement json, SettingErrors errors)
    {
        if (Given(json, "paused") is not { } value)
        {
            return null;
        }

        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            errors.Add("paused", "true or false is expected");
        }

        return value.ValueKind == JsonValueKind.True;
    }

    private static JsonElement? Given(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static (QueueSettings?, Refusal?) NoObject() =>
        (null, new(StatusCodes.Status400BadRequest, """a JSON object such as {"queueName":"mails","parallelism":2} is expected"""));
}
