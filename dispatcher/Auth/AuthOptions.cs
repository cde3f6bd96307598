namespace Postrider.Dispatcher.Auth;

/// <summary>Accepted bearer tokens (<c>Auth:Tokens:0</c> and so on).</summary>
public sealed class AuthOptions
{
    public const string Section = "Auth";
    public const string TokenReviewKey = "Auth:Kubernetes:TokenReview";

    /// <summary>Base64 of <c>{"UserID":"namespace","Password":"secret"}</c>, or any other text for the namespace <c>default</c>.</summary>
    public IList<string> Tokens { get; init; } = [];

    /// <summary>Tokens of the same form that may only read (<c>Auth:ReadOnlyTokens:0</c> and so on).</summary>
    public IList<string> ReadOnlyTokens { get; init; } = [];

    /// <summary>
    /// Which namespaces' tokens may publish to <c>name.namespace</c>, as <c>shop->payments</c>, <c>*</c> for any; others may not leave
    /// theirs. With Kubernetes it is asked there, and this must be empty.
    /// </summary>
    public IList<string> Crossing { get; init; } = [];

    public KubernetesAuthOptions Kubernetes { get; init; } = new();
}
