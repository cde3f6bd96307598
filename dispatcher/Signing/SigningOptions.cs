using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Postrider.Dispatcher.Signing;

/// <summary>Keys that sign deliveries (<c>Signing:CurrentKey</c>, <c>Signing:NextKey</c>); both or, in development, neither.</summary>
public sealed class SigningOptions
{
    public const string Section = "Signing";
    public const string DevelopmentCurrentKey = "sig_7kYjw48mhY7kAjqNGcy6cr29RJ6r";
    public const string DevelopmentNextKey = "sig_5ZB6DVzB1wjE8S6rZ7eenA8Pdnhs";

    public string CurrentKey { get; set; } = "";

    public string NextKey { get; set; } = "";
}

/// <summary>Without keys no receiver could tell our requests from anybody's.</summary>
public sealed class SigningOptionsValidator(IHostEnvironment environment) : IValidateOptions<SigningOptions>
{
    public ValidateOptionsResult Validate(string? name, SigningOptions options)
    {
        var missing = new[] { ("Signing:CurrentKey", options.CurrentKey), ("Signing:NextKey", options.NextKey) }
            .Where(key => key.Item2.Length == 0).Select(key => $"{key.Item1} is not set; outside development both signing keys are needed.").ToList();
        if (missing.Count > 0)
        {
            return ValidateOptionsResult.Fail(missing);
        }

        return !environment.IsDevelopment() && options.CurrentKey == SigningOptions.DevelopmentCurrentKey
            ? ValidateOptionsResult.Fail("Signing:CurrentKey is the well-known development key; set one of your own.")
            : ValidateOptionsResult.Success;
    }
}
