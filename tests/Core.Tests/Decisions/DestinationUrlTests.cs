using Postrider.Core.Decisions;

namespace Postrider.Core.Tests.Decisions;

public sealed class DestinationUrlTests
{
    [Theory]
    [InlineData("https://a.example")]
    [InlineData("HTTP://a.example:8080/x?y=%2F&z")]
    [InlineData("https://münchen.example/stra%C3%9Fe")]
    [InlineData("http://billing.payments.svc.cluster.local/hook")]
    [InlineData("http://[::1]:80/")]
    [InlineData("https://10.0.0.1/")]
    public void An_absolute_http_url_is_valid(string url)
    {
        Assert.True(DestinationUrl.IsValid(url, out var error));
        Assert.Null(error);
    }

    [Theory]
    [InlineData("", "scheme")]
    [InlineData("a.example/x", "scheme")]
    [InlineData("ftp://a.example", "scheme")]
    [InlineData("file:///etc/passwd", "scheme")]
    [InlineData("https://", "absolute")]
    [InlineData("https:///path", "absolute")]
    [InlineData("https://user:secret@a.example/", "user name")]
    [InlineData("https://user@a.example/", "user name")]
    [InlineData("https://a.example/with blank", "blank")]
    [InlineData("https://a.example/\r\nX: 1", "blank")]
    [InlineData("https://a.example:99999/", "absolute")]
    [InlineData("https://a.example/x#f", "fragment")]
    [InlineData("https://a.example#f", "fragment")]
    [InlineData("https://a.example/straße", "percent-encoded")]
    [InlineData("https://a.example?q=ß", "percent-encoded")]
    [InlineData("https://a.example\\@b.example/", "backslash")]
    public void Anything_else_is_refused(string url, string expected)
    {
        Assert.False(DestinationUrl.IsValid(url, out var error));
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_url_is_refused() => Assert.False(DestinationUrl.IsValid("https://a.example/" + new string('x', DestinationUrl.MaxLength), out _));

    [Fact]
    public void A_host_that_would_not_fit_a_lane_is_refused()
    {
        var host = string.Join('.', Enumerable.Repeat(new string('a', 63), 4));
        Assert.True(DestinationUrl.IsValid($"https://{host}/", out _));
        Assert.False(DestinationUrl.IsValid($"https://{host}.a/", out var error));
        Assert.Contains("host longer than 255 bytes", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://A.example/x", "https://a.example:443")]
    [InlineData("http://a.example:8080?x", "http://a.example:8080")]
    public void Authority_is_scheme_host_and_port(string url, string authority) => Assert.Equal(authority, DestinationUrl.Authority(url));
}
