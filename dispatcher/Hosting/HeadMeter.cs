using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace Postrider.Dispatcher.Hosting;

/// <summary>Counts the head of each request of a connection against the <see cref="HeadBudget"/>, from its first byte until the request is answered.</summary>
internal sealed class HeadMeter(ConnectionContext connection, HeadBudget budget) : PipeReader
{
    private readonly PipeReader inner = connection.Transport.Input;
    private ReadOnlySequence<byte> read;
    private long passed; // bytes of the head that the server has taken
    private long counted;
    private long bodyRead;
    private long bodyLeft; // bytes of a body that nobody wanted, which the server reads away
    private volatile bool isBody;

    /// <summary>Connection middleware.</summary>
    public static ConnectionDelegate Measure(ConnectionDelegate next, HeadBudget budget) => async connection =>
    {
        var meter = new HeadMeter(connection, budget);
        connection.Transport = new Transport(meter, connection.Transport.Output);
        connection.Features.Set(meter);
        try
        {
            await next(connection).ConfigureAwait(false);
        }
        finally
        {
            meter.RequestEnds(bodyBytes: 0);
        }
    };

    /// <summary>The head is whole: what comes is a body.</summary>
    public void HeadEnds() => isBody = true;

    /// <summary>The request is answered: what comes is the rest of its body, of <paramref name="bodyBytes"/> in all, and the next one.</summary>
    public void RequestEnds(long bodyBytes)
    {
        budget.Return(counted);
        (passed, counted, bodyLeft, bodyRead) = (0, 0, Math.Max(0, bodyBytes - bodyRead), 0);
        isBody = false;
    }

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        var reading = inner.ReadAsync(cancellationToken);
        return reading.IsCompletedSuccessfully ? new(Seen(reading.Result)) : SeenAsync(reading);
    }

    public override bool TryRead(out ReadResult result)
    {
        var isRead = inner.TryRead(out result);
        if (isRead)
        {
            Seen(result);
        }

        return isRead;
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        var bytes = read.Slice(0, consumed).Length;
        if (isBody)
        {
            bodyRead += bytes;
        }
        else
        {
            var ofBody = Math.Min(bodyLeft, bytes);
            bodyLeft -= ofBody;
            passed += bytes - ofBody;
        }

        read = default;
        inner.AdvanceTo(consumed, examined);
    }

    public override void CancelPendingRead() => inner.CancelPendingRead();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    private async ValueTask<ReadResult> SeenAsync(ValueTask<ReadResult> reading) => Seen(await reading.ConfigureAwait(false));

    private ReadResult Seen(ReadResult result)
    {
        read = result.Buffer;
        if (!isBody)
        {
            Count(passed + HeadIn(read.Slice(Math.Min(bodyLeft, read.Length))));
        }

        return result;
    }

    // Of what comes with the head only the head counts; only where it is long that is worth a look. Its lines may have been taken already.
    private long HeadIn(ReadOnlySequence<byte> bytes)
    {
        if (bytes.Length <= HeadBudget.Usual)
        {
            return bytes.Length;
        }

        var reader = new SequenceReader<byte>(bytes);
        return (passed > 0 && reader.IsNext("\r\n"u8, advancePast: true)) || reader.TryReadTo(out ReadOnlySequence<byte> _, "\r\n\r\n"u8) ? reader.Consumed : bytes.Length;
    }

    private void Count(long bytes)
    {
        var before = counted;
        counted = bytes;
        if (!budget.Grow(before, counted))
        {
            connection.Abort(new ConnectionAbortedException("the heads of requests are longer together than this program has room for"));
        }
    }

    private sealed record Transport(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
