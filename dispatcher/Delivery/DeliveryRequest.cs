using System.Globalization;
using Postrider.Core.Decisions;
using Postrider.Core.Store;
using Postrider.Dispatcher.Protocol;
using Postrider.Dispatcher.Signing;

namespace Postrider.Dispatcher.Delivery;

/// <summary>Builds the request of one attempt: forwarded headers, then the Endpoint's, then our own, each replacing the ones before.</summary>
internal static class DeliveryRequest
{
    private const string UserAgent = "Upstash-QStash";
    private static readonly Remembered<Uri> Addresses = new(AddressOf);
    private static readonly UriCreationOptions AsWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };

    /// <exception cref="FormatException">The target's URL is none, or a header would not stay inside its line.</exception>
    public static HttpRequestMessage Build(Lease lease, DeliveryTarget target, string signingKey, DateTimeOffset now)
    {
        var message = lease.Message;
        var method = HttpMethod.Parse(AttemptPolicy.Method(message, target.Endpoint));
        var request = new HttpRequestMessage(method, Addresses.Of(target.Url)) { Content = new ReadOnlyMemoryContent(message.Body) };
        foreach (var header in HeadersOf(lease, target))
        {
            if (!HeaderText.IsOneLine(header.Value))
            {
                throw new FormatException($"header {header.Key} has a line break or NUL in its value");
            }

            if (!request.Headers.TryAddWithoutValidation(header.Key, header.Value))
            {
                request.Content.Headers.TryAddWithoutValidation(header.Key, header.Value);
            }
        }

        request.Headers.TryAddWithoutValidation(HeaderNames.Signature, DeliverySignature.Create(signingKey, target.Url, message.Body.Span, now, TokenId.Next()));
        return request;
    }

    /// <summary>Everything but the signature; of one name the last setter wins, and a name that was forwarded twice is joined.</summary>
    internal static Dictionary<string, string> HeadersOf(Lease lease, DeliveryTarget target)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { [HeaderNames.UserAgent] = UserAgent };
        Forward(headers, lease.Message.Headers);
        SetIfKnown(headers, HeaderNames.ContentType, lease.Message.ContentType);
        foreach (var header in target.Headers)
        {
            headers[header.Key] = header.Value;
        }

        SetOwn(headers, lease, target);
        return headers;
    }

    private static void Forward(Dictionary<string, string> headers, IReadOnlyList<KeyValuePair<string, string>> given)
    {
        if (given.Count == 0)
        {
            return;
        }

        foreach (var values in given.GroupBy(header => header.Key, header => header.Value, StringComparer.OrdinalIgnoreCase))
        {
            headers[values.Key] = string.Join(SeparatorOf(values.Key), values);
        }
    }

    // A comma belongs to a cookie's value (RFC 9113, 8.2.3).
    private static string SeparatorOf(string name) => name.Equals("Cookie", StringComparison.OrdinalIgnoreCase) ? "; " : ", ";

    // Nothing is normalised, but a request line cannot do without a path.
    private static Uri AddressOf(string url)
    {
        var start = url.IndexOf("://", StringComparison.Ordinal) + 3;
        var end = url.AsSpan(start).IndexOfAny('/', '?', '#');
        var hasPath = end >= 0 && url[start + end] == '/';
        return new Uri(hasPath ? url : url.Insert(end < 0 ? url.Length : start + end, "/"), AsWritten);
    }

    private static void SetOwn(Dictionary<string, string> headers, Lease lease, DeliveryTarget target)
    {
        var message = lease.Message;
        headers[HeaderNames.MessageId] = message.Id.ToString();
        headers[HeaderNames.Retried] = lease.Retried.ToString(CultureInfo.InvariantCulture);
        headers[HeaderNames.MaxRetries] = AttemptPolicy.MaxRetries(message, target.Endpoint).ToString(CultureInfo.InvariantCulture);
        SetIfKnown(headers, HeaderNames.TopicName, message.TopicName);
        SetIfKnown(headers, HeaderNames.ScheduleId, message.ScheduleId);
        SetIfKnown(headers, HeaderNames.CallerIp, message.CallerIp);
        SetIfKnown(headers, HeaderNames.Label, message.Label);
        SetIfKnown(headers, HeaderNames.RetryDelay, message.RetryDelay);
        if (message is { FlowKey: { } key, FlowLimits: { } limits })
        {
            headers[HeaderNames.FlowControlKey] = key;
            headers[HeaderNames.FlowControlValue] = FlowControlValue.Format(limits);
        }
    }

    private static void SetIfKnown(Dictionary<string, string> headers, string name, string? value)
    {
        if (value is not null)
        {
            headers[name] = value;
        }
    }
}
