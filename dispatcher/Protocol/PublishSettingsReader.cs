using System.Globalization;
using System.Text;
using Postrider.Core.Decisions;
using Postrider.Core.Model;
using Postrider.Dispatcher.Publishing;

namespace Postrider.Dispatcher.Protocol;

/// <summary>Checks all configuration of one publish and reports every error at once, each naming its header.</summary>
internal sealed class PublishSettingsReader(PublishInput input, LimitsOptions limits)
{
    private const int MaxHeaderBytes = 48 * 1024; // receivers commonly take heads of up to 64 KiB
    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];
    private readonly List<string> errors = [];
    private readonly List<string> quotas = [];

    /// <summary>The settings, or one refusal that holds every error.</summary>
    public static (PublishSettings? Settings, Refusal? Refusal) Read(PublishInput input, LimitsOptions limits, DateTimeOffset now) =>
        new PublishSettingsReader(input, limits).Read(now);

    private (PublishSettings?, Refusal?) Read(DateTimeOffset now)
    {
        RefuseNotServed();
        var (flowKey, flowLimits) = ReadFlow();
        var settings = new PublishSettings
        {
            Method = ReadMethod(),
            ContentType = ReadText(HeaderNames.ContentType, input.ContentType),
            Headers = ReadHeaders(),
            DelayMicros = ReadDelay(),
            NotBeforeMicros = ReadNotBefore(now),
            Retries = ReadRetries(),
            RetryDelay = ReadRetryDelay(),
            TimeoutMs = ReadTimeout(),
            DeduplicationId = ReadDeduplicationId(),
            ContentBasedDeduplication = ReadBoolean(HeaderNames.ContentBasedDeduplication),
            FlowKey = flowKey,
            FlowLimits = flowLimits,
            Label = ReadText(HeaderNames.Label, input.Settings.GetValueOrDefault(HeaderNames.Label), 1024),
        };
        if (errors.Count > 0)
        {
            return (null, new(400, string.Join("; ", errors.Concat(quotas))));
        }

        return quotas.Count > 0 ? (null, new(412, string.Join("; ", quotas))) : (settings, null);
    }

    private void RefuseNotServed()
    {
        foreach (var name in input.Settings.Keys)
        {
            if (Array.Exists(HeaderNames.NotServed, notServed => name.StartsWith(notServed, StringComparison.OrdinalIgnoreCase)))
            {
                errors.Add($"{HeaderText.Canonical(name)}: not supported yet");
            }
        }
    }

    private string? Given(string name) => input.Settings.TryGetValue(name, out var value) && value.Trim() is { Length: > 0 } text ? text : null;

    private string? ReadMethod()
    {
        var method = Given(HeaderNames.Method)?.ToUpperInvariant();
        if (method is not null && !Methods.Contains(method))
        {
            errors.Add($"{HeaderNames.Method}: '{method}' is none of {string.Join(", ", Methods)}");
        }

        return method;
    }

    private string? ReadText(string name, string? value, int maxLength = 4096)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            return null;
        }

        if (!HeaderText.IsValue(value))
        {
            errors.Add($"{name}: must not hold control characters");
        }
        else if (value.Length > maxLength)
        {
            errors.Add($"{name}: longer than {maxLength} characters");
        }

        return value;
    }

    private List<KeyValuePair<string, string>> ReadHeaders()
    {
        var forwardAll = ReadBoolean(HeaderNames.HeaderForward) == true;
        var headers = new List<KeyValuePair<string, string>>(input.Forwarded.Count);
        foreach (var header in forwardAll ? input.Forwarded.Concat(ForwardedOthers()) : input.Forwarded)
        {
            if (!HeaderText.IsName(header.Key) || !HeaderText.IsValue(header.Value))
            {
                errors.Add($"{HeaderNames.ForwardPrefix}{header.Key}: not a valid header name and value");
            }
            else if (!IsDropped(header.Key))
            {
                headers.Add(header);
            }
        }

        if (headers.Sum(header => Encoding.UTF8.GetByteCount(header.Key) + Encoding.UTF8.GetByteCount(header.Value)) > MaxHeaderBytes)
        {
            errors.Add($"{HeaderNames.ForwardPrefix}*: forwarded headers are longer than {MaxHeaderBytes} bytes together");
        }

        return headers;
    }

    private IEnumerable<KeyValuePair<string, string>> ForwardedOthers() => input.Others.Where(header =>
        !header.Key.Equals("Authorization", StringComparison.OrdinalIgnoreCase)
        && !header.Key.Equals("Accept-Encoding", StringComparison.OrdinalIgnoreCase)
        && !input.Forwarded.Any(forwarded => forwarded.Key.Equals(header.Key, StringComparison.OrdinalIgnoreCase)));

    private static bool IsDropped(string name) =>
        name.Equals(HeaderNames.ContentType, StringComparison.OrdinalIgnoreCase) || HeaderNames.IsFraming(name) || HeaderNames.IsServerOwned(name);

    private long ReadDelay()
    {
        if (Given(HeaderNames.Delay) is not { } text)
        {
            return 0;
        }

        var delay = ReadDuration(HeaderNames.Delay, text);
        CheckDelay(delay);
        return delay;
    }

    private long ReadNotBefore(DateTimeOffset now)
    {
        if (Given(HeaderNames.NotBefore) is not { } text)
        {
            return 0;
        }

        if (!decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) || seconds > 253402300799)
        {
            errors.Add($"{HeaderNames.NotBefore}: '{text}' is not a time in unix seconds");
            return 0;
        }

        var micros = (long)seconds * 1_000_000;
        CheckDelay(micros - (now.ToUnixTimeMilliseconds() * 1000));
        return Math.Max(1, micros);
    }

    private void CheckDelay(long micros)
    {
        if (micros > limits.MaxDelay.TotalMicroseconds)
        {
            quotas.Add($"quota maxDelay exceeded, current limit: {limits.MaxDelay.TotalSeconds:0}");
        }
    }

    private long ReadDuration(string name, string text)
    {
        if (ProtocolDuration.ParseMicros(text) is { } micros)
        {
            return micros;
        }

        errors.Add($"{name}: '{text}' is not a duration such as 30s, 1h30m or a number of seconds");
        return 0;
    }

    private int? ReadRetries()
    {
        if (Given(HeaderNames.Retries) is not { } text)
        {
            return null;
        }

        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var retries))
        {
            errors.Add($"{HeaderNames.Retries}: '{text}' is not a whole number from 0");
            return null;
        }

        if (retries > limits.MaxRetries)
        {
            quotas.Add($"quota maxRetries exceeded, current limit: {limits.MaxRetries}");
        }

        return (int)Math.Min(retries, limits.MaxRetries);
    }

    private string? ReadRetryDelay()
    {
        if (Given(HeaderNames.RetryDelay) is not { } text)
        {
            return null;
        }

        if (!RetryDelayExpression.TryParse(text, out _, out var error))
        {
            errors.Add($"{HeaderNames.RetryDelay}: {error}");
        }

        return text;
    }

    private long? ReadTimeout()
    {
        if (Given(HeaderNames.Timeout) is not { } text)
        {
            return null;
        }

        var before = errors.Count;
        var micros = ReadDuration(HeaderNames.Timeout, text);
        if (micros < 1000 && errors.Count == before)
        {
            errors.Add($"{HeaderNames.Timeout}: must be at least 1 ms");
        }

        return micros / 1000;
    }

    private string? ReadDeduplicationId()
    {
        var id = ReadText(HeaderNames.DeduplicationId, Given(HeaderNames.DeduplicationId), 1024);
        if (id?.Contains(':', StringComparison.Ordinal) == true)
        {
            errors.Add($"{HeaderNames.DeduplicationId}: DeduplicationId cannot contain ':'");
        }

        return id;
    }

    private bool? ReadBoolean(string name)
    {
        if (Given(name) is not { } text)
        {
            return null;
        }

        if (bool.TryParse(text, out var value))
        {
            return value;
        }

        errors.Add($"{name}: '{text}' is neither true nor false");
        return null;
    }

    private (string? Key, FlowLimits? Limits) ReadFlow()
    {
        var key = ReadText(HeaderNames.FlowControlKey, Given(HeaderNames.FlowControlKey), Lane.MaxFlowKeyLength);
        var value = Given(HeaderNames.FlowControlValue);
        if (key is null != value is null)
        {
            errors.Add(key is null
                ? $"{HeaderNames.FlowControlValue}: needs {HeaderNames.FlowControlKey}"
                : $"{HeaderNames.FlowControlKey}: needs {HeaderNames.FlowControlValue}");
            return default;
        }

        if (value is null)
        {
            return default;
        }

        if (FlowControlValue.TryParse(value, out var flow, out var error))
        {
            return (key, flow);
        }

        errors.Add($"{HeaderNames.FlowControlValue}: {error}");
        return default;
    }
}
