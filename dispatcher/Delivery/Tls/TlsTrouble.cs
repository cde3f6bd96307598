namespace Postrider.Dispatcher.Delivery.Tls;

/// <summary>What failed in TLS, in words.</summary>
internal static class TlsTrouble
{
    private const string Alert = " alert ";

    /// <summary>Makes one sentence of what a handshake threw.</summary>
    public static TlsException OfHandshake(Exception exception) =>
        Chain(exception).OfType<TlsException>().FirstOrDefault() ?? new TlsException(Refusal(exception) ?? $"the handshake failed: {Chain(exception).Last().Message}", exception);

    /// <summary>What a connection that ended without an answer may mean, for one with TLS settings; nothing for anything else.</summary>
    public static string HintOf(Exception exception) => exception is HttpRequestException { InnerException: IOException }
        ? " A receiver that does not accept the client certificate of spec.tls.clientCertificate, or asks for one and gets none, may end the connection like this." : "";

    /// <summary>What failed, when it was TLS; null for anything else.</summary>
    public static string? Of(Exception exception) =>
        (Chain(exception).OfType<TlsException>().FirstOrDefault()?.Message ?? Refusal(exception)) is { } problem ? $"TLS: {problem}" : null;

    // Receivers judge a client certificate after our handshake is over: their alert comes in place of an answer.
    private static string? Refusal(Exception exception)
    {
        var alert = Chain(exception).Select(link => link.Message).FirstOrDefault(message => message.Contains(Alert, StringComparison.Ordinal));
        return alert is null ? null : alert[(alert.IndexOf(Alert, StringComparison.Ordinal) + Alert.Length)..] switch
        {
            var reason when reason.Contains("cert", StringComparison.Ordinal) || reason.Contains("unknown ca", StringComparison.Ordinal) =>
                $"the receiver does not accept the client certificate of spec.tls.clientCertificate, or asks for one and there is none: {reason}",
            var reason => $"the receiver refused the connection: {reason}",
        };
    }

    private static IEnumerable<Exception> Chain(Exception exception)
    {
        for (var link = exception; link is not null; link = link.InnerException)
        {
            yield return link;
        }
    }
}
