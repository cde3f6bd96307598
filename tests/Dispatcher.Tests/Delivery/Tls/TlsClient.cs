using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Options;
using Postrider.Dispatcher.Delivery;
using Postrider.Dispatcher.Delivery.Tls;
using Postrider.TestKit.Http;

namespace Postrider.Dispatcher.Tests.Delivery.Tls;

/// <summary>The client of deliveries in development, with TLS settings.</summary>
internal sealed class TlsClient : IDisposable
{
    private readonly DeliveryClient client = new(Options.Create(new DeliveryOptions()), new HostingEnvironment { EnvironmentName = "Development" }, TimeProvider.System);

    /// <summary>Posts to a receiver, or to a URL of it that names it otherwise.</summary>
    public async Task<AttemptOutcome> PostAsync(Receiver receiver, string? ca, string? clientCertificate = null, string? serverName = null, string? host = null, string? scheme = null)
    {
        var address = new UriBuilder(receiver.Url);
        (address.Scheme, address.Host) = (scheme ?? address.Scheme, host ?? address.Host);
        var url = address.ToString();
        using var request = DeliveryRequest.Build(
            TestLease.Of(TestLease.Message with { Url = url }), DeliveryTarget.ToUrl(url), "sig_key", DateTimeOffset.FromUnixTimeSeconds(1_700_000_000));
        var settings = ca is null && clientCertificate is null && serverName is null ? null : new TlsSettings(ca, clientCertificate, serverName);
        return await client.SendAsync(request, settings, TimeSpan.FromSeconds(20), AnswerBudget.OfMemory().Open(keepsSuccess: false), default);
    }

    public void Dispose() => client.Dispose();
}
