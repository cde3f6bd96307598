using System.Collections.Concurrent;
using System.Net;
using Postrider.TestKit;

namespace Postrider.Dispatcher.Tests.Survival;

/// <summary>Publishers that repeat each message under its id until it is accepted, and then once more, which must find the id taken.</summary>
internal sealed class InsistentLoad : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, bool> accepted = new();
    private readonly CancellationTokenSource stop = new();
    private readonly CancellationTokenSource abandon = new();
    private readonly List<Task> publishers;
    private int refused;

    private InsistentLoad(int amount, string url, TestKit.Dispatching.Dispatcher[] gateways) =>
        publishers = [.. Enumerable.Range(0, amount).Select(number => PublishAsync(gateways[number % gateways.Length], url, number))];

    /// <summary>The paths of what was accepted.</summary>
    public ICollection<string> Accepted => accepted.Keys;

    /// <summary>How often a publish was refused for now.</summary>
    public int Refused => Volatile.Read(ref refused);

    /// <summary>Starts so many publishers.</summary>
    public static InsistentLoad Start(int amount, string url, params TestKit.Dispatching.Dispatcher[] gateways) => new(amount, url, gateways);

    /// <summary>Waits for more answers than there are publishers, whatever they are.</summary>
    public Task IsAnsweredAsync()
    {
        var before = Answers;
        return Eventually.IsTrueAsync(() => Answers > before + publishers.Count, "publishes are answered");
    }

    /// <summary>Waits until so many more messages are accepted.</summary>
    public Task IsAcceptedAsync(int more)
    {
        var before = accepted.Count;
        return Eventually.IsTrueAsync(() => accepted.Count >= before + more, "publishing goes on by itself");
    }

    /// <summary>Ends it when all that was begun is accepted.</summary>
    public async Task StopAsync()
    {
        await stop.CancelAsync();
        await Task.WhenAll(publishers);
    }

    /// <summary>Ends it as it is; a test that has failed does not wait for more.</summary>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await abandon.CancelAsync();
        await Task.WhenAll(publishers).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
        abandon.Dispose();
    }

    // A publisher that had any other answer has ended.
    private int Answers => publishers.Find(publisher => publisher.IsFaulted) is { Exception: { } exception } ? throw exception : accepted.Count + Refused;

    private async Task PublishAsync(TestKit.Dispatching.Dispatcher gateway, string url, int number)
    {
        for (var item = 0; !stop.IsCancellationRequested; item++)
        {
            var path = $"/{number}/{item}";
            await UntilAcceptedAsync(gateway, url, path);
            await UntilAcceptedAsync(gateway, url, path);
            accepted[path] = true;
        }
    }

    private async Task UntilAcceptedAsync(TestKit.Dispatching.Dispatcher gateway, string url, string path)
    {
        while (await gateway.Api.PublishAsync(url + path, "", $"Upstash-Deduplication-Id: {path}") is { Status: not (HttpStatusCode.OK or HttpStatusCode.Accepted) } answer)
        {
            Assert.True(answer.Status == HttpStatusCode.ServiceUnavailable, $"{answer}");
            Assert.NotNull(answer.Headers.RetryAfter);
            Interlocked.Increment(ref refused);
            abandon.Token.ThrowIfCancellationRequested();
        }
    }
}
