using Postrider.Dispatcher.Delivery.Tls;

namespace Postrider.Dispatcher.Delivery;

/// <summary>
/// Handlers of Endpoints with TLS settings, one for each content: changed certificates make a new one, and equal ones share. One that nobody
/// uses any longer is disposed of, never one with a request under way.
/// </summary>
internal sealed class HandlerPool : IDisposable
{
    private static readonly TimeSpan Unused = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Sweeping = TimeSpan.FromSeconds(30);
    private readonly Lock gate = new();
    private readonly Dictionary<string, PooledHandler> held = [];
    private readonly int most;
    private readonly bool loopbackAllowed;
    private readonly TimeProvider time;
    private readonly ITimer timer;

    /// <param name="loopbackAllowed">As in development.</param>
    /// <param name="time">Tells what is unused.</param>
    /// <param name="most">Handlers that are kept; more only while all of them have requests under way.</param>
    public HandlerPool(bool loopbackAllowed, TimeProvider time, int most = 1000)
    {
        (this.loopbackAllowed, this.time, this.most) = (loopbackAllowed, time, most);
        timer = time.CreateTimer(_ => Sweep(), null, Sweeping, Sweeping);
    }

    public int Count
    {
        get
        {
            lock (gate)
            {
                return held.Count;
            }
        }
    }

    /// <summary>The handler for the settings; give it back when the request is over.</summary>
    public PooledHandler Rent(TlsSettings settings)
    {
        lock (gate)
        {
            if (!held.TryGetValue(settings.Fingerprint, out var handler))
            {
                held[settings.Fingerprint] = handler = new PooledHandler(() => new DeliveryHandler(settings, loopbackAllowed));
            }

            handler.Uses++;
            handler.UsedAt = time.GetTimestamp();
            Shrink();
            return handler;
        }
    }

    public void Return(PooledHandler handler)
    {
        lock (gate)
        {
            handler.Uses--;
            handler.UsedAt = time.GetTimestamp();
            Shrink();
        }
    }

    public void Dispose()
    {
        timer.Dispose();
        lock (gate)
        {
            Remove(held.ToList());
        }
    }

    private void Sweep()
    {
        lock (gate)
        {
            Remove(held.Where(entry => entry.Value.Uses == 0 && time.GetElapsedTime(entry.Value.UsedAt) >= Unused).ToList());
        }
    }

    private void Shrink()
    {
        if (held.Count > most)
        {
            Remove(held.Where(entry => entry.Value.Uses == 0).OrderBy(entry => entry.Value.UsedAt).Take(held.Count - most).ToList());
        }
    }

    private void Remove(List<KeyValuePair<string, PooledHandler>> entries)
    {
        foreach (var (fingerprint, handler) in entries)
        {
            held.Remove(fingerprint);
            handler.Dispose();
        }
    }
}
