using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Postrider.Demo.Receiving;

/// <summary>The application that messages are pushed to: takes any path; under /flaky/ it fails twice before it accepts.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    public const string KindHeader = "Demo-Kind";
    private const int FlakyFailures = 2;

    private readonly WebApplication app;
    private readonly Arrivals arrivals;
    private readonly TimeProvider time;
    private readonly DueTimes dueTimes = new();
    private readonly ConcurrentDictionary<string, int> flaky = new();

    private Receiver(WebApplication app, Arrivals arrivals, TimeProvider time) => (this.app, this.arrivals, this.time) = (app, arrivals, time);

    public static async Task<Receiver> StartAsync(string address, Arrivals arrivals, TimeProvider time, CancellationToken cancel)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(address);
        builder.Services.AddSingleton<IHostLifetime, LifetimeOfTheDemo>();
        var receiver = new Receiver(builder.Build(), arrivals, time);
        receiver.app.Run(receiver.HandleAsync);
        await receiver.app.StartAsync(cancel);
        return receiver;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        var now = time.GetUtcNow();
        var request = context.Request;
        var messageId = request.Headers["Upstash-Message-Id"].ToString();
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, context.RequestAborted);
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var dueAt = dueTimes.Of(request.Headers, messageId, now);
        context.Response.StatusCode = Answer(request.Path);
        if (context.Response.StatusCode != StatusCodes.Status200OK)
        {
            dueTimes.Refused(messageId, time.GetUtcNow());
        }

        arrivals.Add(new Arrival
        {
            Time = now,
            Kind = KindOf(request.Headers),
            Method = request.Method,
            Target = target,
            Attempt = 1 + (int.TryParse(request.Headers["Upstash-Retried"], CultureInfo.InvariantCulture, out var retried) ? retried : 0),
            Answer = context.Response.StatusCode,
            Lateness = now - dueAt,
            SignatureProblem = SignatureCheck.Problem(
                request.Headers["Upstash-Signature"], $"{request.Scheme}://{request.Host}{target}", body.ToArray(), now),
            MessageId = messageId,
            Schedule = Header(request.Headers, "Upstash-Schedule-Id"),
        });
    }

    private int Answer(PathString path) =>
        path.StartsWithSegments("/flaky") && flaky.AddOrUpdate(path, 1, (_, count) => count + 1) <= FlakyFailures
            ? StatusCodes.Status503ServiceUnavailable
            : StatusCodes.Status200OK;

    private static string KindOf(IHeaderDictionary headers) =>
        Header(headers, KindHeader) ?? (headers.ContainsKey("Upstash-Schedule-Id") ? "schedule" : "yours");

    private static string? Header(IHeaderDictionary headers, string name) =>
        headers.TryGetValue(name, out var value) && value.ToString() is { Length: > 0 } text ? text : null;

    /// <summary>Leaves signals to the demo, which stops the receiver last.</summary>
    private sealed class LifetimeOfTheDemo : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
