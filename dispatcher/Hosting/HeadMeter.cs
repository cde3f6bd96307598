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
    private bool isBody;

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
            meter.RequestEnds();
        }
    };

    /// <summary>The head is whole: what comes is a body.</summary>
    public void HeadEnds() => isBody = true;

    /// <summary>The request is answered: what comes is the next one.</summary>
    public void RequestEnds()
    {
        budget.Return(counted);
        (passed, counted, isBody) = (0, 0, false);
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
        if (!isBody)
        {
            passed += read.Slice(0, consumed).Length;
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
            Count(passed + HeadIn(read));
        }

        return result;
    }

    // Of what comes with the head only the head counts; only where it is long that is worth a look.
    private static long HeadIn(ReadOnlySequence<byte> bytes)
    {
        var reader = new SequenceReader<byte>(bytes);
        return bytes.Length > HeadBudget.Usual && reader.TryReadTo(out ReadOnlySequence<byte> _, "\r\n\r\n"u8) ? reader.Consumed : bytes.Length;
    }

    // What is left of a body that nobody wanted passes here too, and is not held.
    private void Count(long bytes)
    {
        var before = counted;
        counted = Math.Min(bytes, ListeningPolicy.LongestHead);
        if (!budget.Grow(before, counted))
        {
            connection.Abort(new ConnectionAbortedException("the heads of requests are longer together than this program has room for"));
        }
    }

    private sealed record Transport(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
