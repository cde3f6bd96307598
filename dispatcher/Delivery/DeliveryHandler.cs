using System.Text;
using Postrider.Dispatcher.Delivery.Tls;

namespace Postrider.Dispatcher.Delivery;

/// <summary>
/// The one HTTP policy of deliveries: no redirects, cookies, proxies or decompression; TLS verified; DNS looked up again every two minutes.
/// Handlers differ in what their connections are secured with, and in nothing else.
/// </summary>
internal sealed class DeliveryHandler : IDisposable
{
    public static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(15);
    private const int MaxResponseHeadersKib = 128; // many times what servers send; all attempts at once may have as many
    private readonly TlsCredentials credentials;

    /// <param name="tls">The Endpoint's settings; null = none of its own.</param>
    /// <param name="loopbackAllowed">As in development.</param>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The certificates cannot be read.</exception>
    public DeliveryHandler(TlsSettings? tls, bool loopbackAllowed)
    {
        credentials = TlsCredentials.Of(tls);
        Invoker = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ActivityHeadersPropagator = null,
            RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8, // values were accepted as UTF-8
            MaxResponseHeadersLength = MaxResponseHeadersKib,
            MaxConnectionsPerServer = int.MaxValue,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            ConnectTimeout = ConnectTimeout,
            ConnectCallback = new Connector(credentials, loopbackAllowed).ConnectAsync,
        });
    }

    public HttpMessageInvoker Invoker { get; }

    public void Dispose()
    {
        Invoker.Dispose();
        credentials.Dispose();
    }
}
