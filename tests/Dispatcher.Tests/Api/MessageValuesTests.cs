using Postrider.Dispatcher.Api;

namespace Postrider.Dispatcher.Tests.Api;

public sealed class MessageValuesTests
{
    [Theory]
    [InlineData("http://a.example/keep/../b", "/keep/../b", true)]
    [InlineData("http://a.example/keep/../b", "/b", false)]
    [InlineData("http://a.example/%7Euser", "/%7Euser", true)]
    [InlineData("http://a.example/%7Euser", "/~user", false)]
    [InlineData("http://a.example/a\\b", "/a\\b", true)]
    [InlineData("http://a.example/a\\b", "/a/b", false)]
    [InlineData("http://a.example/x?y=/z", "/x", true)]
    [InlineData("http://a.example/x?y=/z", "/x?y=/z", true)]
    [InlineData("http://a.example/x?y=/z", "/z", false)]
    [InlineData("http://a.example?y=/z", "/", true)]
    [InlineData("http://a.example?y=/z", "/?y=/z", true)]
    [InlineData("http://a.example", "/", true)]
    [InlineData("HTTPS://a.example/X", "/X", true)]
    [InlineData("billing", "/", false)]
    public void A_path_is_the_one_that_is_sent(string url, string wanted, bool matches) => Assert.Equal(matches, Matches("path", url, wanted));

    [Theory]
    [InlineData("https://A.Example/x", "a.example", true)]
    [InlineData("https://A.Example/x", "a.example:443", true)]
    [InlineData("https://a.example:8443/x", "a.example:8443", true)]
    [InlineData("https://a.example:8443/x", "a.example", true)]
    [InlineData("https://a.example:8443/x", "a.example:443", false)]
    [InlineData("billing", "billing", false)]
    public void A_host_goes_with_its_port_and_without(string url, string wanted, bool matches) => Assert.Equal(matches, Matches("host", url, wanted));

    private static bool Matches(string filter, string url, string wanted) =>
        MessageValues.Match(new Dictionary<string, IReadOnlySet<string>> { [filter] = new HashSet<string> { wanted } }, TestLease.Message, url);
}
