using Microsoft.AspNetCore.Http;
using Postrider.Dispatcher.Auth;

namespace Postrider.Dispatcher.Tests.Auth;

public sealed class AuthenticationTests
{
    [Theory]
    [InlineData("Bearer secret", "")]
    [InlineData("bearer  secret ", "")]
    [InlineData(null, "?qstash_token=secret")]
    [InlineData(null, "?a=1&qstash_token=secret")]
    public void The_token_is_in_the_header_or_the_query(string? authorization, string query) =>
        Assert.Equal("secret", Authentication.TokenOf(Request(authorization, query)));

    [Theory]
    [InlineData(null, "")]
    [InlineData("Bearer ", "")]
    [InlineData("Bearer other", "")]
    [InlineData("Bearer other", "?qstash_token=secret")]
    [InlineData("secret", "")]
    [InlineData(null, "?qstash_token=")]
    public void Nothing_else_counts(string? authorization, string query) =>
        Assert.NotEqual("secret", Authentication.TokenOf(Request(authorization, query)));

    private static HttpRequest Request(string? authorization, string query)
    {
        var request = new DefaultHttpContext().Request;
        request.Headers.Authorization = authorization;
        request.QueryString = new QueryString(query);
        return request;
    }
}
