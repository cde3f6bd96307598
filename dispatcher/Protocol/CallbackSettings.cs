using Postrider.Core.Decisions;
using Postrider.Core.Model;
using Postrider.Dispatcher.Publishing;

namespace Postrider.Dispatcher.Protocol;

/// <summary>
/// A callback: its URL and what follows its name, read as the settings of a message are. Without the URL the rest is checked and not kept:
/// the workflow client sends some of it so.
/// </summary>
internal static class CallbackSettings
{
    private static readonly string[] OfMessagesOnly =
    [
        HeaderNames.NotBefore, HeaderNames.DeduplicationId, HeaderNames.ContentBasedDeduplication, HeaderNames.HeaderForward, HeaderNames.QueueName,
        HeaderNames.Cron, HeaderNames.ScheduleId, HeaderNames.RedactFields,
    ];

    /// <summary>The callback that <paramref name="given"/> names under <paramref name="header"/>; null when there is none.</summary>
    /// <param name="given">The settings of what is called back about.</param>
    /// <param name="header"><see cref="HeaderNames.Callback"/> or <see cref="HeaderNames.FailureCallback"/>.</param>
    /// <param name="input">What the request says of the callback itself.</param>
    /// <param name="limits">They hold for callbacks too.</param>
    /// <param name="loopbackAllowed">As for a destination.</param>
    public static Callback? Read(GivenSettings given, string header, PublishInput? input, LimitsOptions limits, bool loopbackAllowed)
    {
        var url = ReadUrl(given, header, loopbackAllowed);
        if (input is null)
        {
            return url is null ? null : new() { Url = url };
        }

        var own = new GivenSettings(input, given.Errors.Under(header));
        var failure = header == HeaderNames.FailureCallback;
        RefuseUnfitting(own, failure);
        var (flowKey, flowLimits) = FlowSettings.Read(own, limits);
        var callback = new Callback
        {
            Url = url ?? "",
            Method = MethodSetting.Read(own),
            Headers = ForwardedHeaders.Read(input, all: false, own.Errors),
            Retries = RetrySettings.Retries(own, limits),
            RetryDelay = RetrySettings.RetryDelay(own),
            TimeoutMs = TimingSettings.TimeoutMs(own),
            DelayMs = TimingSettings.Delay(own, limits) / 1000,
            FlowKey = flowKey,
            FlowLimits = flowLimits,
            FailureCallback = failure ? null : Read(own, HeaderNames.FailureCallback, input.FailureCallback, limits, loopbackAllowed),
        };
        return url is null ? null : callback;
    }

    private static string? ReadUrl(GivenSettings given, string header, bool loopbackAllowed)
    {
        var url = given.Text(header, DestinationUrl.MaxLength);
        if (url is null || DestinationAddress.ProblemOf(url, loopbackAllowed) is not { } problem)
        {
            return url;
        }

        given.Errors.Add(header, problem);
        return null;
    }

    // A callback is followed by nothing but what is told when it fails itself.
    private static void RefuseUnfitting(GivenSettings own, bool failure)
    {
        NotServedSettings.Refuse(own);
        foreach (var name in own.Names)
        {
            if (name.StartsWith(HeaderNames.Callback, StringComparison.OrdinalIgnoreCase)
                || (failure && name.StartsWith(HeaderNames.FailureCallback, StringComparison.OrdinalIgnoreCase)))
            {
                own.Errors.Add(HeaderText.Canonical(name), $"callbacks nest no deeper than {HeaderNames.Callback}-Failure-Callback");
            }
            else if (OfMessagesOnly.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                own.Errors.Add(HeaderText.Canonical(name), "a callback takes none");
            }
        }
    }
}
