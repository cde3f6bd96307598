namespace Postrider.Dispatcher.Signing;

/// <summary>Keys that an empty store starts with (<c>Signing:CurrentKey</c>, <c>Signing:NextKey</c>); both or, in development, neither.</summary>
public sealed class SigningOptions
{
    public const string Section = "Signing";
    public const string DevelopmentCurrentKey = "sig_7kYjw48mhY7kAjqNGcy6cr29RJ6r";
    public const string DevelopmentNextKey = "sig_5ZB6DVzB1wjE8S6rZ7eenA8Pdnhs";

    public string CurrentKey { get; set; } = "";

    public string NextKey { get; set; } = "";
}
