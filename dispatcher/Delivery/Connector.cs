using System.Net.Security;
using System.Security.Authentication;
using Postrider.Dispatcher.Delivery.Tls;

namespace Postrider.Dispatcher.Delivery;

/// <summary>
/// Makes the connections of one handler: by way of the egress guard, and for https with TLS over it. The handler itself would ask for
/// the URL's host, whatever name is to be asked for.
/// </summary>
internal sealed class Connector(TlsCredentials credentials, bool loopbackAllowed)
{
    /// <exception cref="HttpRequestException">No address may be connected to, or none answers.</exception>
    /// <exception cref="TlsException">The connection could not be secured.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var plain = await EgressGuard.ConnectAsync(context.DnsEndPoint, loopbackAllowed, cancel).ConfigureAwait(false);
        return context.InitialRequestMessage.RequestUri!.Scheme == Uri.UriSchemeHttps
            ? await SecureAsync(plain, credentials.OptionsFor(context.DnsEndPoint.Host), cancel).ConfigureAwait(false)
            : plain;
    }

    private static async Task<Stream> SecureAsync(Stream plain, SslClientAuthenticationOptions options, CancellationToken cancel)
    {
        var secure = new SslStream(plain);
        try
        {
            await secure.AuthenticateAsClientAsync(options, cancel).ConfigureAwait(false);
            return secure;
        }
        catch (Exception exception)
        {
            await secure.DisposeAsync().ConfigureAwait(false);
            if (exception is AuthenticationException or IOException)
            {
                throw TlsTrouble.OfHandshake(exception);
            }

            throw;
        }
    }
}
