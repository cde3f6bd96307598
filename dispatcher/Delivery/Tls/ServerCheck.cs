using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Postrider.Dispatcher.Delivery.Tls;

/// <summary>Accepts a receiver's certificate, or says which part of it is wrong.</summary>
/// <param name="name">The name that it must hold.</param>
/// <param name="anchors">The trusted certificates; null = the system's.</param>
internal sealed class ServerCheck(string name, X509Certificate2Collection? anchors)
{
    /// <summary>True when the certificate is fine.</summary>
    /// <exception cref="TlsException">It is not; the message says why.</exception>
    public bool Accepts(X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
        {
            throw new TlsException("the receiver has shown no certificate");
        }

        List<string> problems = errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) && !EndsAtAnchor(chain) ? [.. ChainProblems(certificate, chain)] : [];
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            problems.Add($"is not for the name '{name}'");
        }

        return problems.Count == 0 ? true : throw new TlsException($"the receiver's certificate {string.Join("; it ", problems)}");
    }

    // The platform takes only self-signed certificates for anchors; whoever gives an intermediate one trusts that.
    private bool EndsAtAnchor(X509Chain? chain) =>
        anchors is not null && chain is { ChainElements.Count: > 0 }
        && chain.ChainStatus.All(status => status.Status == X509ChainStatusFlags.PartialChain)
        && anchors.Any(anchor => anchor.RawDataMemory.Span.SequenceEqual(chain.ChainElements[^1].Certificate.RawDataMemory.Span));

    private IEnumerable<string> ChainProblems(X509Certificate2 certificate, X509Chain? chain)
    {
        var statuses = (chain?.ChainStatus ?? []).Select(status => status.Status).ToList();
        if (statuses.Remove(X509ChainStatusFlags.NotTimeValid))
        {
            yield return $"holds from {certificate.NotBefore.ToUniversalTime():u} to {certificate.NotAfter.ToUniversalTime():u}: it, or one that signed it, is expired or not yet valid";
        }

        if (statuses.RemoveAll(status => status is X509ChainStatusFlags.PartialChain or X509ChainStatusFlags.UntrustedRoot) > 0)
        {
            yield return $"is not signed by {(anchors is null ? "an authority that the system trusts" : "the authority of spec.tls.ca")}, or those in between were not sent along";
        }

        if (statuses.Count > 0)
        {
            yield return $"is not accepted: {string.Join(", ", statuses)}";
        }
    }
}
