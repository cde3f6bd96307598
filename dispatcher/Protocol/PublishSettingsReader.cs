using Postrider.Dispatcher.Publishing;

namespace Postrider.Dispatcher.Protocol;

/// <summary>Checks all configuration of one publish and reports every error at once, each naming its header.</summary>
internal static class PublishSettingsReader
{
    private const int MaxIdLength = 1024;
    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

    /// <summary>The settings, or one refusal that holds every error.</summary>
    public static (PublishSettings? Settings, Refusal? Refusal) Read(PublishInput input, LimitsOptions limits, DateTimeOffset now)
    {
        var errors = new SettingErrors();
        foreach (var error in input.Malformed)
        {
            errors.Add(error);
        }

        var given = new GivenSettings(input.Settings, errors);
        RefuseNotServed(given);
        var (flowKey, flowLimits) = FlowSettings.Read(given);
        var settings = new PublishSettings
        {
            Method = ReadMethod(given),
            ContentType = input.ContentType is null ? null : given.Checked(HeaderNames.ContentType, input.ContentType),
            Headers = ForwardedHeaders.Read(input, given.Boolean(HeaderNames.HeaderForward) == true, errors),
            DelayMicros = TimingSettings.Delay(given, limits),
            NotBeforeMicros = TimingSettings.NotBefore(given, limits, now),
            Retries = RetrySettings.Retries(given, limits),
            RetryDelay = RetrySettings.RetryDelay(given),
            TimeoutMs = TimingSettings.TimeoutMs(given),
            DeduplicationId = ReadDeduplicationId(given),
            ContentBasedDeduplication = given.Boolean(HeaderNames.ContentBasedDeduplication),
            FlowKey = flowKey,
            FlowLimits = flowLimits,
            Label = LabelSetting.Read(given),
            Redaction = RedactionSetting.Read(given),
        };
        var refusal = errors.Refusal;
        return refusal is null ? (settings, null) : (null, refusal);
    }

    private static void RefuseNotServed(GivenSettings given)
    {
        foreach (var name in given.Names)
        {
            if (HeaderNames.IsNotServed(name))
            {
                given.Errors.Add(HeaderText.Canonical(name), "not supported yet");
            }
        }
    }

    private static string? ReadMethod(GivenSettings given)
    {
        var method = given.Text(HeaderNames.Method)?.ToUpperInvariant();
        if (method is not null && !Methods.Contains(method))
        {
            given.Errors.Add(HeaderNames.Method, $"'{method}' is none of {string.Join(", ", Methods)}");
        }

        return method;
    }

    private static string? ReadDeduplicationId(GivenSettings given)
    {
        var id = given.Text(HeaderNames.DeduplicationId, MaxIdLength);
        if (id?.Contains(':', StringComparison.Ordinal) == true)
        {
            given.Errors.Add(HeaderNames.DeduplicationId, "DeduplicationId cannot contain ':'");
        }

        return id;
    }
}
