using Postrider.Dispatcher.Publishing;

namespace Postrider.Dispatcher.Protocol;

/// <summary>Checks all configuration of one publish and reports every error at once, each naming its header.</summary>
internal static class PublishSettingsReader
{
    private const int MaxIdLength = 1024;

    /// <summary>The settings, or one refusal that holds every error. The URLs of callbacks are judged as destinations are.</summary>
    public static (PublishSettings? Settings, Refusal? Refusal) Read(PublishInput input, LimitsOptions limits, DateTimeOffset now, bool loopbackAllowed)
    {
        var errors = new SettingErrors();
        foreach (var error in input.Malformed)
        {
            errors.Add(error);
        }

        var given = new GivenSettings(input, errors);
        NotServedSettings.Refuse(given);
        var (flowKey, flowLimits) = FlowSettings.Read(given, limits);
        var settings = new PublishSettings
        {
            Method = MethodSetting.Read(given),
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
            Cron = ScheduleSettings.Cron(given, now),
            ScheduleId = ScheduleSettings.Id(given),
            Queue = QueueSetting.Read(given, input.Queue),
            Callback = CallbackSettings.Read(given, HeaderNames.Callback, input.Callback, limits, loopbackAllowed),
            FailureCallback = CallbackSettings.Read(given, HeaderNames.FailureCallback, input.FailureCallback, limits, loopbackAllowed),
            Redaction = RedactionSetting.Read(given),
        };
        var refusal = errors.Refusal;
        return refusal is null ? (settings, null) : (null, refusal);
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
