using System.Collections.Concurrent;
using System.Net;

namespace Postrider.Dispatcher.Delivery;

/// <summary>
/// Looks names up on threads of its own, each name once at a time: the system's resolver blocks, for many seconds where a name server does
/// not answer, and in the pool's threads it would hold up everything else. When an attempt is given up, its lookup goes on until the resolver
/// gives up too; so there are only so many at once, and who gives up before his began needs none.
/// </summary>
internal sealed class HostLookup(Func<string, IPAddress[]> resolve, int mostAtOnce = HostLookup.MostThreads)
{
    public const int MostThreads = 512; // as many as requests at once by default; a thread is some 100 KB

    /// <summary>By the system's resolver.</summary>
    public static readonly HostLookup System = new(Dns.GetHostAddresses);

    private readonly SemaphoreSlim places = new(mostAtOnce);
    private readonly ConcurrentDictionary<string, Lazy<Task<IPAddress[]>>> running = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The addresses of a name, or the address that the text is.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">There is no such name, or no answer.</exception>
    public Task<IPAddress[]> FindAsync(string host, CancellationToken cancel) => IPAddress.TryParse(host, out var address)
        ? Task.FromResult<IPAddress[]>([address])
        : running.TryGetValue(host, out var lookup) ? lookup.Value.WaitAsync(cancel) : BeginAsync(host, cancel);

    private async Task<IPAddress[]> BeginAsync(string host, CancellationToken cancel)
    {
        await places.WaitAsync(cancel).ConfigureAwait(false);
        var ours = new Lazy<Task<IPAddress[]>>(() => ResolveAsync(host));
        var lookup = running.GetOrAdd(host, ours);
        if (lookup != ours)
        {
            places.Release(); // somebody else began meanwhile
        }

        return await lookup.Value.WaitAsync(cancel).ConfigureAwait(false);
    }

    private async Task<IPAddress[]> ResolveAsync(string host)
    {
        try
        {
            return await Task.Factory.StartNew(() => resolve(host), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
        }
        finally
        {
            running.TryRemove(host, out _);
            places.Release();
        }
    }
}
