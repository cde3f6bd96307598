using System.Buffers;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Postrider.Dispatcher.Api;

/// <summary>
/// Reads a whole request body: no more than allowed, nor more than the gateway has room for. No read is cancelled, for the server ends it itself
/// when the caller is gone, and takes one that is still open for a mistake.
/// </summary>
internal static class RequestBody
{
    private const int Uncounted = 64 * 1024;
    private const int Piped = 1024 * 1024; // the server's own buffers keep their memory for ever, so what is known to be longer does not stay in them
    private static readonly TimeSpan LongestUpload = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5); // the server's own

    /// <summary>The body; null when it is longer than <paramref name="maxBytes"/>.</summary>
    /// <exception cref="GatewayFullException">There is no room for it.</exception>
    public static async ValueTask<byte[]?> ReadAsync(HttpRequest request, int maxBytes) =>
        (await ReadAsync(request, maxBytes, static body => body.ToArray()).ConfigureAwait(false)).Value;

    /// <summary>What <paramref name="read"/> makes of the body, which is gone afterwards; does not fit when that is longer than <paramref name="maxBytes"/>.</summary>
    /// <exception cref="GatewayFullException">There is no room for it.</exception>
    public static async ValueTask<(bool Fits, T? Value)> ReadAsync<T>(HttpRequest request, int maxBytes, Func<ReadOnlySequence<byte>, T> read)
    {
        var length = request.ContentLength ?? 0;
        if (length > maxBytes)
        {
            return default;
        }

        if (length > Uncounted)
        {
            Hurry(request, length);
        }

        if (length <= Piped)
        {
            return await ReadPipeAsync(request, maxBytes, read).ConfigureAwait(false);
        }

        var start = new byte[Uncounted];
        await request.Body.ReadExactlyAsync(start).ConfigureAwait(false);
        await OpenAsync(request, length).ConfigureAwait(false);
        var body = new byte[length];
        start.CopyTo(body, 0);
        await request.Body.ReadExactlyAsync(body.AsMemory(Uncounted)).ConfigureAwait(false);
        await LeaveSocketThread();
        return (true, read(new(body)));
    }

    private static async ValueTask<(bool Fits, T? Value)> ReadPipeAsync<T>(HttpRequest request, int maxBytes, Func<ReadOnlySequence<byte>, T> read)
    {
        BodyRoom? room = null;
        while (true)
        {
            var received = await request.BodyReader.ReadAsync().ConfigureAwait(false);
            var length = received.Buffer.Length;
            var isOver = received.IsCompleted || length > maxBytes;
            try
            {
                if (length > (room?.Bytes ?? Uncounted) && length <= maxBytes) // room is for who has begun to send, and not for who says that he will
                {
                    room = await GrowAsync(request, room, length, maxBytes).ConfigureAwait(false);
                }

                if (isOver)
                {
                    if (length > Uncounted)
                    {
                        await LeaveSocketThread();
                    }

                    return length > maxBytes ? default : (true, read(received.Buffer));
                }
            }
            finally
            {
                request.BodyReader.AdvanceTo(isOver ? received.Buffer.End : received.Buffer.Start, received.Buffer.End);
            }
        }
    }

    // What is done with a long body takes long enough for others to notice, whose bytes the thread that brought it would bring too.
    private static YieldAwaitable LeaveSocketThread() => Task.Yield();

    private static async ValueTask<BodyRoom> GrowAsync(HttpRequest request, BodyRoom? room, long read, int maxBytes)
    {
        const int Growth = 2;
        var next = request.ContentLength ?? Math.Min(maxBytes, read * Growth);
        if (room is null)
        {
            return await OpenAsync(request, next).ConfigureAwait(false);
        }

        await room.GrowAsync(next, request.HttpContext.RequestAborted).ConfigureAwait(false);
        return room;
    }

    // Whoever has room that others want must use it: the server answers 408 to one that is slower. It takes the rate at the first read of a body.
    private static void Hurry(HttpRequest request, long bytes)
    {
        if (request.HttpContext.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { MinDataRate: { } usual } feature)
        {
            feature.MinDataRate = new(Math.Max(usual.BytesPerSecond, bytes / LongestUpload.TotalSeconds), Grace);
        }
    }

    private static async ValueTask<BodyRoom> OpenAsync(HttpRequest request, long bytes)
    {
        var room = request.HttpContext.RequestServices.GetRequiredService<BodyBudget>().Open(Caller.Of(request.HttpContext).Namespace);
        request.HttpContext.Response.RegisterForDispose(room);
        await room.GrowAsync(bytes, request.HttpContext.RequestAborted).ConfigureAwait(false);
        return room;
    }
}
