using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;
using Postrider.TestKit.Processes;

namespace Postrider.TestKit.Http;

/// <summary>A real HTTP receiver on loopback: keeps every arrival, counts those at once, answers as the test says.</summary>
public sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication application;
    private readonly ConcurrentQueue<Arrival> arrivals = new();
    private int running;
    private int mostAtOnce;

    private Receiver(WebApplication application) => this.application = application;

    /// <summary>Base address without a slash at the end.</summary>
    public string Url { get; private set; } = "";

    /// <summary>What to answer; 200 unless the test says otherwise.</summary>
    public Func<HttpContext, Task> Answer { get; set; } = _ => Task.CompletedTask;

    public IReadOnlyList<Arrival> Arrivals => [.. arrivals];

    public int Count => arrivals.Count;

    /// <summary>The most requests that were ever open at the same time.</summary>
    public int MostAtOnce => Volatile.Read(ref mostAtOnce);

    public static Task<Receiver> StartAsync() => StartAsync(null);

    /// <summary>Starts one that speaks https.</summary>
    public static Task<Receiver> StartHttpsAsync(Action<HttpsConnectionAdapterOptions> secure) => StartAsync(secure);

    private static async Task<Receiver> StartAsync(Action<HttpsConnectionAdapterOptions>? secure)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().UseUrls($"{(secure is null ? "http" : "https")}://127.0.0.1:{FreePort.Find()}").ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.ConfigureHttpsDefaults(secure ?? (_ => { }));
        });
        var receiver = new Receiver(builder.Build());
        receiver.application.Run(receiver.HandleAsync);
        await receiver.application.StartAsync();
        receiver.Url = receiver.application.Urls.First();
        return receiver;
    }

    /// <summary>Waits for the n-th arrival and returns all.</summary>
    public async Task<IReadOnlyList<Arrival>> WaitForAsync(int count, TimeSpan? patience = null)
    {
        await Eventually.BecomesAsync(() => Task.FromResult(Count), seen => seen >= count, $"{count} arrivals", patience);
        return Arrivals;
    }

    public ValueTask DisposeAsync() => application.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        var now = DateTimeOffset.UtcNow;
        var atOnce = Interlocked.Increment(ref running);
        try
        {
            int seen;
            while (atOnce > (seen = Volatile.Read(ref mostAtOnce)) && Interlocked.CompareExchange(ref mostAtOnce, atOnce, seen) != seen)
            {
            }

            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            arrivals.Enqueue(new(
                now, context.Request.Method, context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
                context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase), body.ToArray()));
            await Answer(context);
        }
        finally
        {
            Interlocked.Decrement(ref running);
        }
    }
}
