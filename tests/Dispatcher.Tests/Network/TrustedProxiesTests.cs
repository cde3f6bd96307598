using System.Net;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Postrider.Dispatcher.Network;

namespace Postrider.Dispatcher.Tests.Network;

public sealed class TrustedProxiesTests
{
    [Theory]
    [InlineData("203.0.113.9", "1.2.3.4", "203.0.113.9")] // no proxy of ours: not believed
    [InlineData("10.0.0.1", "1.2.3.4", "1.2.3.4")]
    [InlineData("10.0.0.1", "9.9.9.9, 1.2.3.4", "1.2.3.4")] // what stands further left is the caller's own word
    [InlineData("10.0.0.1", "1.2.3.4,10.0.0.7 , 192.0.2.1", "1.2.3.4")]
    [InlineData("10.0.0.1", "10.0.0.5, 10.0.0.7", "10.0.0.5")]
    [InlineData("10.0.0.1", "", "10.0.0.1")]
    [InlineData("10.0.0.1", "unknown", "10.0.0.1")]
    [InlineData("10.0.0.1", "1.2.3.4, unknown, 10.0.0.7", "10.0.0.7")]
    [InlineData("10.0.0.1", "1.2.3.4:5678", "1.2.3.4")]
    [InlineData("::ffff:10.0.0.1", "::ffff:1.2.3.4", "1.2.3.4")]
    [InlineData("fd00::1", "2001:db8::7", "2001:db8::7")]
    [InlineData("fd00::1", "[2001:db8::7]:443", "2001:db8::7")]
    public void The_right_most_address_that_is_no_trusted_proxys_is_the_caller(string connected, string forwardedFor, string expected) =>
        Assert.Equal(expected, Proxies("10.0.0.0/8", "192.0.2.1", "fd00::/8").CallerOf(IPAddress.Parse(connected), forwardedFor)!.ToString());

    [Fact]
    public void Several_headers_are_one_list() =>
        Assert.Equal("1.2.3.4", Proxies("10.0.0.0/8").CallerOf(IPAddress.Parse("10.0.0.1"), new StringValues(["9.9.9.9, 1.2.3.4", "10.0.0.2"]))!.ToString());

    [Fact]
    public void Nobody_is_trusted_by_default() => Assert.Equal("127.0.0.1", Proxies().CallerOf(IPAddress.Loopback, "1.2.3.4")!.ToString());

    [Theory]
    [InlineData("localhost")]
    [InlineData("")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/")]
    [InlineData("10.0.0.0/8,192.0.2.1")]
    public void An_entry_that_is_no_address_and_no_network_is_refused_naming_its_place(string entry) => Assert.StartsWith(
        $"Proxies:Trusted:1 is '{entry}'; expected", Assert.Single(new ProxiesOptionsValidator().Validate(null, new() { Trusted = ["10.0.0.1", entry] }).Failures!), StringComparison.Ordinal);

    private static TrustedProxies Proxies(params string[] trusted) => new(Options.Create(new ProxiesOptions { Trusted = trusted }));
}
