using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Options;
using Postrider.Dispatcher.Auth;

namespace Postrider.Dispatcher.Tests.Auth;

public sealed class AuthenticationTests
{
    private static readonly TokenTable Tokens = new(Options.Create(new AuthOptions { Tokens = ["secret"] }), new HostingEnvironment { EnvironmentName = "Production" });

    [Theory]
    [InlineData("Bearer secret", "")]
    [InlineData("bearer  secret ", "")]
    [InlineData(null, "?qstash_token=secret")]
    [InlineData(null, "?a=1&qstash_token=secret")]
    public void A_known_token_in_header_or_query_speaks_for_its_namespace(string? authorization, string query)
    {
        Assert.True(Authentication.TryAuthenticate(Request(authorization, query), Tokens, out var grant));
        Assert.Equal("default", grant.Namespace);
    }

    [Theory]
    [InlineData(null, "")]
    [InlineData("Bearer ", "")]
    [InlineData("Bearer other", "")]
    [InlineData("Bearer other", "?qstash_token=secret")]
    [InlineData("secret", "")]
    [InlineData(null, "?qstash_token=")]
    public void Anything_else_does_not(string? authorization, string query) =>
        Assert.False(Authentication.TryAuthenticate(Request(authorization, query), Tokens, out _));

    private static HttpRequest Request(string? authorization, string query)
    {
        var request = new DefaultHttpContext().Request;
        request.Headers.Authorization = authorization;
        request.QueryString = new QueryString(query);
        return request;
    }
}
