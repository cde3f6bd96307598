using Microsoft.AspNetCore.Http;

namespace Postrider.Dispatcher.Auth;

/// <summary>Finds the token of a request: the Authorization header, else <c>qstash_token</c> in the query.</summary>
internal static class Authentication
{
    public const string QueryParameter = "qstash_token";
    private const string Scheme = "Bearer ";

    /// <summary>Null when there is none.</summary>
    public static string? TokenOf(HttpRequest request)
    {
        string? authorization = request.Headers.Authorization;
        var token = authorization is not null && authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? authorization[Scheme.Length..].Trim()
            : request.QueryString.HasValue ? (string?)request.Query[QueryParameter] : null;
        return string.IsNullOrEmpty(token) ? null : token;
    }
}
