using System.Text;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Postrider.Dispatcher.Auth.Access;

namespace Postrider.Dispatcher.Auth;

/// <summary>A token that stands in public documentation opens a door only in development; and the namespace of any token must fit a lane.</summary>
public sealed class AuthOptionsValidator(IHostEnvironment environment) : IValidateOptions<AuthOptions>
{
    private const int MaxNamespaceBytes = 253;

    public ValidateOptionsResult Validate(string? name, AuthOptions options)
    {
        var problems = Problems("Auth:Tokens", options.Tokens)
            .Concat(Problems("Auth:ReadOnlyTokens", options.ReadOnlyTokens))
            .Concat(options.ReadOnlyTokens.Index().Where(token => options.Tokens.Contains(token.Item)).Select(token => $"Auth:ReadOnlyTokens:{token.Index} is among Auth:Tokens too."))
            .Concat(CrossingProblems(options)).Concat(AudienceProblems(options.Kubernetes.Audience))
            .ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private IEnumerable<string> Problems(string setting, IList<string> tokens) => tokens.Index()
        .Select(token => (token.Index, Problem: ProblemOf(token.Item))).Where(token => token.Problem is not null)
        .Select(token => $"{setting}:{token.Index} {token.Problem}");

    private static IEnumerable<string> CrossingProblems(AuthOptions options) => options.Kubernetes.TokenReview && options.Crossing.Count > 0
        ? [$"Auth:Crossing holds only where {AuthOptions.TokenReviewKey} is off: with it, RoleBindings in the target's namespace permit crossing."]
        : options.Crossing.Index().Where(entry => CrossingTable.Parse(entry.Item) is null)
            .Select(entry => $"Auth:Crossing:{entry.Index} is '{entry.Item}'; expected NAMESPACE->NAMESPACE, * for any.");

    private static IEnumerable<string> AudienceProblems(string audience) => string.IsNullOrWhiteSpace(audience) || audience.Any(char.IsControl)
        ? ["Auth:Kubernetes:Audience is empty or holds control characters; expected what tokens are made for, such as postrider."]
        : [];

    private string? ProblemOf(string token)
    {
        if (token.Length == 0 || token.Any(character => char.IsWhiteSpace(character) || char.IsControl(character)))
        {
            return "is empty or holds blanks or line breaks, which no request can send.";
        }

        if (!environment.IsDevelopment() && DevelopmentUsers.Tokens.Contains(token))
        {
            return "is a well-known development token; set one of your own.";
        }

        var ns = TokenTable.NamespaceOf(token);
        return ns.Any(character => char.IsControl(character) || character == '/') || Encoding.UTF8.GetByteCount(ns) > MaxNamespaceBytes
            ? $"has a UserID that can be no namespace: control characters, a slash, or longer than {MaxNamespaceBytes} bytes."
            : null;
    }
}
