using System.Globalization;
using System.Security.Cryptography;
using Postrider.Core.Store;
using Postrider.Dispatcher.Protocol;
using Postrider.Dispatcher.Signing;

namespace Postrider.Dispatcher.Delivery;

/// <summary>Builds the request of one attempt: forwarded headers, then the Endpoint's, then our own, each replacing the ones before.</summary>
internal static class DeliveryRequest
{
    private const string UserAgent = "Upstash-QStash";
    private static readonly UriCreationOptions AsWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };

    /// <exception cref="UriFormatException">The target's URL is none.</exception>
    public static HttpRequestMessage Build(Lease lease, DeliveryTarget target, string signingKey, DateTimeOffset now)
    {
        var message = lease.Message;
        if (!Uri.TryCreate(target.Url, AsWritten, out var uri))
        {
            throw new UriFormatException("The destination is not a URL.");
        }

        var method = HttpMethod.Parse(target.Endpoint?.Method ?? message.Method ?? AttemptPolicy.DefaultMethod);
        var request = new HttpRequestMessage(method, uri) { Content = new ReadOnlyMemoryContent(message.Body) };
        if (message.ContentType is not null)
        {
            request.Content.Headers.TryAddWithoutValidation(HeaderNames.ContentType, message.ContentType);
        }

        foreach (var header in message.Headers)
        {
            if (!target.Headers.Any(own => own.Key.Equals(header.Key, StringComparison.OrdinalIgnoreCase)))
            {
                Add(request, header.Key, header.Value);
            }
        }

        foreach (var header in target.Headers)
        {
            Set(request, header.Key, header.Value);
        }

        AddOwn(request, lease, target);
        Set(request, HeaderNames.Signature, DeliverySignature.Create(signingKey, target.Url, message.Body.Span, now, NewJti()));
        return request;
    }

    private static void AddOwn(HttpRequestMessage request, Lease lease, DeliveryTarget target)
    {
        var message = lease.Message;
        if (!request.Headers.Contains(HeaderNames.UserAgent))
        {
            Add(request, HeaderNames.UserAgent, UserAgent);
        }

        Add(request, HeaderNames.MessageId, message.Id.ToString());
        Add(request, HeaderNames.Retried, lease.Retried.ToString(CultureInfo.InvariantCulture));
        Add(request, HeaderNames.MaxRetries, AttemptPolicy.MaxRetries(message, target.Endpoint).ToString(CultureInfo.InvariantCulture));
        AddIfKnown(request, HeaderNames.TopicName, message.TopicName);
        AddIfKnown(request, HeaderNames.ScheduleId, message.ScheduleId);
        AddIfKnown(request, HeaderNames.CallerIp, message.CallerIp);
        AddIfKnown(request, HeaderNames.Label, message.Label);
        AddIfKnown(request, HeaderNames.RetryDelay, message.RetryDelay);
        if (message is { FlowKey: { } key, FlowLimits: { } limits })
        {
            Add(request, HeaderNames.FlowControlKey, key);
            Add(request, HeaderNames.FlowControlValue, FlowControlValue.Format(limits));
        }
    }

    private static void AddIfKnown(HttpRequestMessage request, string name, string? value)
    {
        if (value is not null)
        {
            Set(request, name, value);
        }
    }

    private static void Set(HttpRequestMessage request, string name, string value)
    {
        request.Headers.Remove(name);
        request.Content!.Headers.Remove(name);
        Add(request, name, value);
    }

    private static void Add(HttpRequestMessage request, string name, string value)
    {
        if (!request.Headers.TryAddWithoutValidation(name, value))
        {
            request.Content!.Headers.TryAddWithoutValidation(name, value);
        }
    }

    // 132 random bits; the alphabet needs no escaping in JSON.
    private static string NewJti() => string.Create(26, 0, static (text, _) =>
    {
        "jwt_".CopyTo(text);
        RandomNumberGenerator.GetItems("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", text[4..]);
    });
}
