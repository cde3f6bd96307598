using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Postrider.Dispatcher.Api;

/// <summary>Reads a whole request body, and no more than allowed.</summary>
internal static class RequestBody
{
    /// <summary>The body; null when it is longer than <paramref name="maxBytes"/>.</summary>
    public static async ValueTask<byte[]?> ReadAsync(HttpRequest request, int maxBytes) =>
        (await ReadAsync(request, maxBytes, static body => body.ToArray()).ConfigureAwait(false)).Value;

    /// <summary>What <paramref name="read"/> makes of the body, which is gone afterwards; does not fit when that is longer than <paramref name="maxBytes"/>.</summary>
    public static async ValueTask<(bool Fits, T? Value)> ReadAsync<T>(HttpRequest request, int maxBytes, Func<ReadOnlySequence<byte>, T> read)
    {
        if (request.ContentLength > maxBytes)
        {
            return default;
        }

        while (true)
        {
            var received = await request.BodyReader.ReadAsync(request.HttpContext.RequestAborted).ConfigureAwait(false);
            var isOver = received.IsCompleted || received.Buffer.Length > maxBytes;
            try
            {
                if (isOver)
                {
                    return received.Buffer.Length > maxBytes ? default : (true, read(received.Buffer));
                }
            }
            finally
            {
                request.BodyReader.AdvanceTo(isOver ? received.Buffer.End : received.Buffer.Start, received.Buffer.End);
            }
        }
    }
}
