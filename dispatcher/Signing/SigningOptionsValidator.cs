using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Postrider.Dispatcher.Signing;

/// <summary>Without keys of one's own no receiver could tell our requests from anybody's: receivers accept the next key too.</summary>
public sealed class SigningOptionsValidator(IHostEnvironment environment) : IValidateOptions<SigningOptions>
{
    public ValidateOptionsResult Validate(string? name, SigningOptions options)
    {
        string?[] problems = [Problem("Signing:CurrentKey", options.CurrentKey), Problem("Signing:NextKey", options.NextKey)];
        var found = problems.OfType<string>().ToList();
        return found.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(found);
    }

    private string? Problem(string setting, string key) =>
        key.Length == 0 ? $"{setting} is not set; outside development both signing keys are needed."
        : !environment.IsDevelopment() && key is SigningOptions.DevelopmentCurrentKey or SigningOptions.DevelopmentNextKey
            ? $"{setting} is a well-known development key; set one of your own."
        : key.Any(char.IsControl) ? $"{setting} has control characters in it."
            : null;
}
