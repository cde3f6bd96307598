using Postrider.Core.Model;

namespace Postrider.Core.Store.Records;

/// <summary>A callback as fields inside of its message's envelope.</summary>
internal static class CallbackEnvelope
{
    public static void Write(EnvelopeWriter to, EnvelopeTag tag, Callback? callback)
    {
        if (callback is null)
        {
            return;
        }

        var envelope = new EnvelopeWriter();
        envelope.Text(EnvelopeTag.Url, callback.Url);
        envelope.Text(EnvelopeTag.Endpoint, callback.Endpoint);
        envelope.Text(EnvelopeTag.Method, callback.Method);
        envelope.Headers(callback.Headers);
        envelope.Number(EnvelopeTag.Retries, callback.Retries);
        envelope.Text(EnvelopeTag.RetryDelay, callback.RetryDelay);
        envelope.Number(EnvelopeTag.Timeout, callback.TimeoutMs);
        envelope.Number(EnvelopeTag.Delay, callback.DelayMs == 0 ? null : callback.DelayMs);
        envelope.Text(EnvelopeTag.FlowKey, callback.FlowKey);
        envelope.Text(EnvelopeTag.Limits, RecordLimits.Text(callback.FlowLimits));
        Write(envelope, EnvelopeTag.FailureCallback, callback.FailureCallback);
        to.Envelope(tag, envelope);
    }

    public static Callback Read(ReadOnlySpan<byte> envelope)
    {
        var callback = new Callback { Url = null };
        var headers = new HeaderList();
        var reader = new EnvelopeReader(envelope);
        while (reader.Next())
        {
            headers.Take(reader);
            callback = reader.Tag switch
            {
                EnvelopeTag.Url => callback with { Url = reader.Text },
                EnvelopeTag.Endpoint => callback with { Endpoint = reader.Text },
                EnvelopeTag.Method => callback with { Method = reader.Text },
                EnvelopeTag.Retries => callback with { Retries = (int)reader.Number },
                EnvelopeTag.RetryDelay => callback with { RetryDelay = reader.Text },
                EnvelopeTag.Timeout => callback with { TimeoutMs = reader.Number },
                EnvelopeTag.Delay => callback with { DelayMs = reader.Number },
                EnvelopeTag.FlowKey => callback with { FlowKey = reader.Text },
                EnvelopeTag.Limits => callback with { FlowLimits = RecordLimits.Read(reader.Text) },
                EnvelopeTag.FailureCallback => callback with { FailureCallback = Read(reader.Content) },
                _ => callback,
            };
        }

        return callback with { Headers = headers.All };
    }
}
