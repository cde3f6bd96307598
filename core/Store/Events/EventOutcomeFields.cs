using Postrider.Core.Store.Records;

namespace Postrider.Core.Store.Events;

/// <summary>An outcome as fields before its event; what is long is cut.</summary>
internal static class EventOutcomeFields
{
    private const int MaxBytes = 4096; // of all headers, and of the body

    public static void Write(EnvelopeWriter to, EventOutcome outcome)
    {
        to.Number((EnvelopeTag)EventTag.Status, outcome.Status);
        to.Text((EnvelopeTag)EventTag.Error, outcome.Error is { Length: > MaxBytes } error ? error[..MaxBytes] : outcome.Error);
        to.Number((EnvelopeTag)EventTag.Unsent, outcome.Unsent ? 1 : null);
        WriteHeaders(to, outcome.Headers);
        if (outcome.Body is { Length: > 0 } body)
        {
            to.Bytes((EnvelopeTag)EventTag.Body, body.AsSpan(0, Math.Min(body.Length, MaxBytes)));
        }
    }

    /// <summary>Takes the field when it is part of an outcome.</summary>
    public static void Take(scoped in EnvelopeReader field, ref EventOutcome? outcome)
    {
        switch ((EventTag)field.Tag)
        {
            case EventTag.Status: outcome = (outcome ?? new()) with { Status = (int)field.Number }; break;
            case EventTag.Error: outcome = (outcome ?? new()) with { Error = field.Text }; break;
            case EventTag.Unsent: outcome = (outcome ?? new()) with { Unsent = true }; break;
            case EventTag.HeaderName: outcome = With(outcome ?? new(), field.Text); break;
            case EventTag.HeaderValue: outcome = WithValue(outcome!, field.Text); break;
            case EventTag.Body: outcome = (outcome ?? new()) with { Body = field.Content.ToArray() }; break;
        }
    }

    private static void WriteHeaders(EnvelopeWriter to, IReadOnlyDictionary<string, string[]>? headers)
    {
        var left = MaxBytes;
        foreach (var (name, values) in headers ?? new Dictionary<string, string[]>())
        {
            left -= name.Length + values.Sum(value => value.Length);
            if (left < 0)
            {
                return;
            }

            to.Text((EnvelopeTag)EventTag.HeaderName, name);
            foreach (var value in values)
            {
                to.Text((EnvelopeTag)EventTag.HeaderValue, value);
            }
        }
    }

    private static EventOutcome With(EventOutcome outcome, string name) =>
        outcome with { Headers = new Dictionary<string, string[]>(outcome.Headers ?? new Dictionary<string, string[]>()) { [name] = [] } };

    private static EventOutcome WithValue(EventOutcome outcome, string value)
    {
        var headers = new Dictionary<string, string[]>(outcome.Headers!);
        var name = headers.Keys.Last();
        headers[name] = [.. headers[name], value];
        return outcome with { Headers = headers };
    }
}
