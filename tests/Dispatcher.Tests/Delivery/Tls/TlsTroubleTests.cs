using Postrider.Dispatcher.Delivery.Tls;

namespace Postrider.Dispatcher.Tests.Delivery.Tls;

/// <summary>Receivers of other makes send alerts; the texts are those of OpenSSL.</summary>
public sealed class TlsTroubleTests
{
    private const string ClientCertificate = "TLS: the receiver does not accept the client certificate of spec.tls.clientCertificate, or asks for one and there is none: ";

    [Theory]
    [InlineData("error:0A00045C:SSL routines::tlsv13 alert certificate required", ClientCertificate + "certificate required")]
    [InlineData("error:0A000418:SSL routines::tlsv1 alert unknown ca", ClientCertificate + "unknown ca")]
    [InlineData("error:0A000415:SSL routines::ssl/tls alert certificate expired", ClientCertificate + "certificate expired")]
    [InlineData("error:0A000412:SSL routines::ssl/tls alert bad certificate", ClientCertificate + "bad certificate")]
    [InlineData("error:0A00042E:SSL routines::tlsv1 alert protocol version", "TLS: the receiver refused the connection: protocol version")]
    public void An_alert_is_told_as_what_it_means(string alert, string told)
    {
        var thrown = new HttpRequestException("An error occurred while sending the request.", new IOException("The decryption operation failed, see inner exception.", new InvalidOperationException(alert)));
        Assert.Equal(told, TlsTrouble.Of(thrown));
        Assert.Equal(told, TlsTrouble.Of(TlsTrouble.OfHandshake(thrown)));
    }

    [Fact]
    public void What_is_not_about_tls_is_left_alone()
    {
        var thrown = new HttpRequestException("Connection refused (127.0.0.1:1)", new System.Net.Sockets.SocketException(111));
        Assert.Null(TlsTrouble.Of(thrown));
        Assert.Equal("", TlsTrouble.HintOf(thrown));
    }
}
