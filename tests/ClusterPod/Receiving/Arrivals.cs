using System.Collections.Concurrent;

namespace Postrider.ClusterPod.Receiving;

/// <summary>Everything that was delivered to this pod since it started.</summary>
internal sealed class Arrivals
{
    private readonly ConcurrentQueue<Arrival> all = new();

    /// <summary>Those of a path and of the paths below it.</summary>
    public IEnumerable<Arrival> Under(string path) => all.Where(arrival => new PathString(arrival.Path).StartsWithSegments(path));

    /// <summary>Answers 200; with <c>?work=</c> only after so many milliseconds.</summary>
    public async Task TakeAsync(HttpContext context)
    {
        var request = context.Request;
        await request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
        if (int.TryParse(request.Query["work"], out var milliseconds))
        {
            await Task.Delay(milliseconds, CancellationToken.None); // work goes on when the worker that called is gone
        }

        all.Enqueue(new Arrival(request.Path, request.Headers["Upstash-Message-Id"].ToString(), DateTimeOffset.UtcNow));
    }
}
