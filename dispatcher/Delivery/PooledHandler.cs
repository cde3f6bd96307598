namespace Postrider.Dispatcher.Delivery;

/// <summary>A handler of the pool, made at its first use; the pool alone counts and disposes.</summary>
internal sealed class PooledHandler(Func<DeliveryHandler> make) : IDisposable
{
    private readonly Lazy<DeliveryHandler> handler = new(make);

    /// <summary>Requests under way.</summary>
    public int Uses { get; set; }

    /// <summary>Timestamp of the last time that it was rented or given back.</summary>
    public long UsedAt { get; set; }

    /// <exception cref="System.Security.Cryptography.CryptographicException">The certificates cannot be read.</exception>
    public HttpMessageInvoker Invoker => handler.Value.Invoker;

    public void Dispose()
    {
        if (handler.IsValueCreated)
        {
            handler.Value.Dispose();
        }
    }
}
