namespace Postrider.Dispatcher.Auth;

/// <summary>Accepted bearer tokens (<c>Auth:Tokens:0</c> and so on).</summary>
public sealed class AuthOptions
{
    public const string Section = "Auth";

    /// <summary>Base64 of <c>{"UserID":"namespace","Password":"secret"}</c>, or any other text for the namespace <c>default</c>.</summary>
    public IList<string> Tokens { get; init; } = [];

    /// <summary>Tokens of the same form that may only read (<c>Auth:ReadOnlyTokens:0</c> and so on).</summary>
    public IList<string> ReadOnlyTokens { get; init; } = [];
}
