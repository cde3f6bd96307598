using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Postrider.Dispatcher.Auth;

/// <summary>A token that stands in public documentation opens a door only in development.</summary>
public sealed class AuthOptionsValidator(IHostEnvironment environment) : IValidateOptions<AuthOptions>
{
    public ValidateOptionsResult Validate(string? name, AuthOptions options)
    {
        if (environment.IsDevelopment())
        {
            return ValidateOptionsResult.Success;
        }

        var known = options.Tokens.Index().Where(token => DevelopmentUsers.Tokens.Contains(token.Item))
            .Select(token => $"Auth:Tokens:{token.Index} is a well-known development token; set one of your own.").ToList();
        return known.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(known);
    }
}
