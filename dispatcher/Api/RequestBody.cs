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

        var room = length > Uncounted ? await OpenAsync(request, length).ConfigureAwait(false) : null;
        if (length <= Piped)
        {
            return await ReadPipeAsync(request, maxBytes, room, read).ConfigureAwait(false);
        }

        var body = new byte[length];
        await request.Body.ReadExactlyAsync(body).ConfigureAwait(false);
        await LeaveSocketThread();
        return (true, read(new(body)));
    }

    private static async ValueTask<(bool Fits, T? Value)> ReadPipeAsync<T>(HttpRequest request, int maxBytes, BodyRoom? room, Func<ReadOnlySequence<byte>, T> read)
    {
        while (true)
        {
            var received = await request.BodyReader.ReadAsync().ConfigureAwait(false);
            var length = received.Buffer.Length;
            var isOver = received.IsCompleted || length > maxBytes;
            try
            {
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

            if (length > (room?.Bytes ?? Uncounted)) // its length was not told
            {
                room = await GrowAsync(request, room, length, maxBytes).ConfigureAwait(false);
            }
        }
    }

    // What is done with a long body takes long enough for others to notice, whose bytes the thread that brought it would bring too.
    private static YieldAwaitable LeaveSocketThread() => Task.Yield();

    private static async ValueTask<BodyRoom> GrowAsync(HttpRequest request, BodyRoom? room, long read, int maxBytes)
    {
        const int Growth = 2;
        var next = Math.Min(maxBytes, read * Growth);
        if (room is null)
        {
            return await OpenAsync(request, next).ConfigureAwait(false);
        }

        await room.GrowAsync(next, request.HttpContext.RequestAborted).ConfigureAwait(false);
        return room;
    }

    // Whoever has room that others want must use it: the server answers 408 to one that is slower.
    private static void Hurry(HttpRequest request, long bytes)
    {
        if (request.HttpContext.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { MinDataRate: { } usual } feature)
        {
            feature.MinDataRate = new(Math.Max(usual.BytesPerSecond, bytes / LongestUpload.TotalSeconds), Grace);
        }
    }

    private static async ValueTask<BodyRoom> OpenAsync(HttpRequest request, long bytes)
    {
        var room = request.HttpContext.RequestServices.GetRequiredService<BodyBudget>().Open();
        request.HttpContext.Response.RegisterForDispose(room);
        Hurry(request, bytes);
        await room.GrowAsync(bytes, request.HttpContext.RequestAborted).ConfigureAwait(false);
        return room;
    }
}
