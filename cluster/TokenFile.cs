using System.Net.Http.Headers;
using k8s.Authentication;

namespace Postrider.Cluster;

/// <summary>A token that somebody else keeps fresh in a file: read anew for each request, so that one that has expired is never used for longer than the file has it.</summary>
public sealed class TokenFile(string path) : ITokenProvider
{
    /// <summary>Where a pod finds the token of its account.</summary>
    public const string OfPod = "/var/run/secrets/kubernetes.io/serviceaccount/token";

    public async Task<AuthenticationHeaderValue> GetAuthenticationHeaderAsync(CancellationToken cancellationToken) =>
        new("Bearer", (await File.ReadAllTextAsync(path, cancellationToken)).Trim());
}
