using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Connections;
using Postrider.Dispatcher.Api;

namespace Postrider.Dispatcher.Hosting;

/// <summary>
/// The server itself refuses what is no HTTP request (a NUL in its path, a broken head) with an empty body, before any of our code sees it.
/// Every refusal of the API has a body that says why; so these get theirs on their way out.
/// </summary>
internal static class BareRefusals
{
    /// <summary>Connection middleware.</summary>
    public static ConnectionDelegate Complete(ConnectionDelegate next) => connection =>
    {
        connection.Transport = new Transport(connection.Transport.Input, new Output(connection.Transport.Output));
        return next(connection);
    };

    private sealed record Transport(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    /// <summary>Passes everything on, and looks at each piece for the head of an answer without a body.</summary>
    private sealed class Output(PipeWriter inner) : PipeWriter
    {
        private static readonly byte[] Start = Encoding.ASCII.GetBytes("HTTP/1.1 ");
        private static readonly byte[] Empty = Encoding.ASCII.GetBytes("Content-Length: 0\r\n");
        private Memory<byte> given;

        public override Memory<byte> GetMemory(int sizeHint = 0) => given = inner.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

        public override void Advance(int bytes)
        {
            var written = given.Span[..bytes];
            if (written.StartsWith(Start) && written[Start.Length..] is [(byte)'4' or (byte)'5', ..] && written.IndexOf(Empty) is > 0 and var at)
            {
                var head = written.ToArray();
                inner.Advance(0);
                inner.Write(Completed(head, at));
                return;
            }

            inner.Advance(bytes);
        }

        public override void CancelPendingFlush() => inner.CancelPendingFlush();

        public override void Complete(Exception? exception = null) => inner.Complete(exception);

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => inner.FlushAsync(cancellationToken);

        public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

        public override long UnflushedBytes => inner.UnflushedBytes;

        private static byte[] Completed(ReadOnlySpan<byte> head, int at)
        {
            var reason = Encoding.ASCII.GetString(head[9..head.IndexOf((byte)'\r')]);
            var body = JsonSerializer.SerializeToUtf8Bytes(new ErrorAnswer($"{reason}: this is no request that can be read"), ApiJson.Default.ErrorAnswer);
            return [.. head[..at], .. Encoding.ASCII.GetBytes($"Content-Type: application/json; charset=utf-8\r\nContent-Length: {body.Length}\r\n"), .. head[(at + Empty.Length)..], .. body];
        }
    }
}
