using System.Collections.Concurrent;
using System.Net;

namespace Postrider.Dispatcher.Delivery;

/// <summary>
/// Looks names up on threads of its own, each name once at a time: the system's resolver blocks, for many seconds where a name server does
/// not answer, and in the pool's threads it would hold up everything else. An attempt needs one at most; when it is given up, the lookup goes
/// on until the resolver gives up too.
/// </summary>
internal sealed class HostLookup(Func<string, IPAddress[]> resolve)
{
    /// <summary>By the system's resolver.</summary>
    public static readonly HostLookup System = new(Dns.GetHostAddresses);

    private readonly ConcurrentDictionary<string, Lazy<Task<IPAddress[]>>> running = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The addresses of a name, or the address that the text is.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">There is no such name, or no answer.</exception>
    public Task<IPAddress[]> FindAsync(string host, CancellationToken cancel) => IPAddress.TryParse(host, out var address)
        ? Task.FromResult<IPAddress[]>([address])
        : running.GetOrAdd(host, name => new(() => ResolveAsync(name))).Value.WaitAsync(cancel);

    private async Task<IPAddress[]> ResolveAsync(string host)
    {
        try
        {
            return await Task.Factory.StartNew(() => resolve(host), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
        }
        finally
        {
            running.TryRemove(host, out _);
        }
    }
}
