using System.Buffers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Postrider.Dispatcher.Delivery.Tls;
using Postrider.Dispatcher.Protocol;

namespace Postrider.Dispatcher.Delivery;

/// <summary>Makes the requests of deliveries, all by the policy of <see cref="DeliveryHandler"/>.</summary>
internal sealed class DeliveryClient : IDisposable
{
    private const string DeadlineExceeded = "context deadline exceeded"; // as the protocol has it
    private const int LongestCharacter = 4; // bytes in UTF-8
    private readonly DeliveryHandler common;
    private readonly HandlerPool pool;
    private readonly int maxResponseBytes;

    public DeliveryClient(IOptions<DeliveryOptions> options, IHostEnvironment environment, TimeProvider time)
    {
        var loopbackAllowed = environment.IsDevelopment();
        maxResponseBytes = options.Value.MaxResponseBytes;
        common = new DeliveryHandler(null, loopbackAllowed);
        pool = new HandlerPool(loopbackAllowed, time);
    }

    /// <summary>Sends and reads the answer; whatever goes wrong on the way is an outcome, not an exception.</summary>
    /// <param name="request">What is sent.</param>
    /// <param name="tls">The TLS settings of the Endpoint; null when it has none.</param>
    /// <param name="timeout">For all of it.</param>
    /// <param name="answer">The room for what comes back.</param>
    /// <param name="cancel">Gives the attempt up.</param>
    public async Task<AttemptOutcome> SendAsync(HttpRequestMessage request, TlsSettings? tls, TimeSpan timeout, AnswerRoom answer, CancellationToken cancel)
    {
        var own = tls is null ? null : pool.Rent(tls);
        try
        {
            return await SendAsync(own, request, timeout, answer, cancel).ConfigureAwait(false);
        }
        finally
        {
            if (own is not null)
            {
                pool.Return(own);
            }
        }
    }

    public void Dispose()
    {
        common.Dispose();
        pool.Dispose();
    }

    private async Task<AttemptOutcome> SendAsync(PooledHandler? own, HttpRequestMessage request, TimeSpan timeout, AnswerRoom answer, CancellationToken cancel)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limited.CancelAfter(timeout);
        try
        {
            using var response = await (own?.Invoker ?? common.Invoker).SendAsync(request, limited.Token).ConfigureAwait(false);
            var outcome = response.IsSuccessStatusCode && !answer.KeepsSuccess
                ? await DrainAsync(response, limited.Token).ConfigureAwait(false)
                : await ReadAnswerAsync(response, answer, limited.Token).ConfigureAwait(false);
            return outcome.Error is not null && limited.IsCancellationRequested && !cancel.IsCancellationRequested
                ? outcome with { Error = $"{DeadlineExceeded}: no whole answer within {timeout.TotalSeconds:0.###} s" }
                : outcome;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            var missed = limited.IsCancellationRequested
                ? $"no answer within {timeout.TotalSeconds:0.###} s" : $"no connection within {DeliveryHandler.ConnectTimeout.TotalSeconds:0} s";
            return new() { Error = $"{DeadlineExceeded}: {missed}" };
        }
        catch (CryptographicException)
        {
            return new() { Error = "TLS: the certificates of the Endpoint's spec.tls cannot be read" };
        }
        catch (Exception exception) when (exception is HttpRequestException or SocketException or IOException or InvalidOperationException or NotSupportedException)
        {
            return new() { Error = TlsTrouble.Of(exception) ?? Describe(exception) + (own is null ? "" : TlsTrouble.HintOf(exception)) };
        }
    }

    private static string Describe(Exception exception) =>
        exception.InnerException is { } inner and not SocketException ? $"{exception.Message} {inner.Message}" : exception.Message;

    // A success is decided by its status; the body is read away so that the connection can serve again, up to a bound.
    private async Task<AttemptOutcome> DrainAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        if (response.Content.Headers.ContentLength is not 0)
        {
            try
            {
                await ReadBodyAsync(response, Stream.Null, room: null, cancel).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is IOException or HttpRequestException or OperationCanceledException)
            {
                // the status line already said yes
            }
        }

        return new() { Status = (int)response.StatusCode };
    }

    private async Task<AttemptOutcome> ReadAnswerAsync(HttpResponseMessage response, AnswerRoom room, CancellationToken cancel)
    {
        var outcome = new AttemptOutcome
        {
            Status = (int)response.StatusCode,
            Headers = response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
                .GroupBy(header => HeaderText.Canonical(header.Key), StringComparer.Ordinal)
                .ToDictionary(group => group.Key, group => group.SelectMany(header => header.Value).Select(HeaderText.OfBytes).ToArray(), StringComparer.Ordinal),
        };
        var body = new MemoryStream();
        try
        {
            var isCut = await ReadBodyAsync(response, body, room, cancel).ConfigureAwait(false);
            return outcome with { Body = isCut ? WithoutBrokenEnd(body.ToArray()) : body.ToArray() };
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or OperationCanceledException)
        {
            return outcome with { Body = body.ToArray(), Error = "the response body broke off" };
        }
    }

    // What is cut in the middle of a character would be no text any more.
    private static byte[] WithoutBrokenEnd(byte[] body)
    {
        for (var back = 1; back < LongestCharacter && back < body.Length; back++)
        {
            if (Rune.DecodeFromUtf8(body.AsSpan(^back..), out _, out _) == OperationStatus.NeedMoreData)
            {
                return body[..^back];
            }
        }

        return body;
    }

    // Returns whether there may be more: it reads up to the bound, and what there is room for.
    private async Task<bool> ReadBodyAsync(HttpResponseMessage response, Stream body, AnswerRoom? room, CancellationToken cancel)
    {
        var stream = await response.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
        var buffer = new byte[Math.Min(16 * 1024, maxResponseBytes + 1)];
        var left = maxResponseBytes;
        int read;
        while (left > 0 && (read = await stream.ReadAsync(buffer, cancel).ConfigureAwait(false)) > 0)
        {
            var wanted = Math.Min(read, left);
            var held = room is null ? wanted : room.Hold((int)body.Length + wanted) - (int)body.Length;
            body.Write(buffer, 0, held);
            left -= wanted;
            if (held < wanted)
            {
                return true;
            }
        }

        return left == 0;
    }
}
