namespace Postrider.Dispatcher.Auth.InCluster;

/// <summary>What is known of a token.</summary>
internal abstract record TokenVerdict
{
    private TokenVerdict()
    {
    }

    /// <summary>It is that of a ServiceAccount of a namespace.</summary>
    public sealed record Accepted(KubernetesUser User, string Namespace) : TokenVerdict;

    /// <summary>It opens nothing.</summary>
    public sealed record Refused : TokenVerdict;

    /// <summary>The API server cannot be asked.</summary>
    public sealed record NotKnown : TokenVerdict;
}
