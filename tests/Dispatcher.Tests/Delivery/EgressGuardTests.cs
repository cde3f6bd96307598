using System.Net;
using System.Net.Sockets;
using Postrider.Dispatcher.Delivery;

namespace Postrider.Dispatcher.Tests.Delivery;

public sealed class EgressGuardTests
{
    [Theory]
    [InlineData("169.254.169.254")]
    [InlineData("169.254.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("fe80::1")]
    [InlineData("fe80::1%1")]
    [InlineData("fd20:ce::254")]
    [InlineData("168.63.129.16")]
    [InlineData("192.0.0.192")]
    [InlineData("64:ff9b::a9fe:a9fe")]
    [InlineData("64:ff9b:1::a9fe:a9fe")]
    [InlineData("64:ff9b:1:a9fe:a9:fe00:0:1")]
    [InlineData("64:ff9b:1:a9:fe:a9fe::")]
    [InlineData("64:ff9b:1:0:a9:fea9:fe00:0")]
    [InlineData("2002:a9fe:a9fe::1")]
    [InlineData("::a9fe:a9fe")]
    [InlineData("::ffff:0:a9fe:a9fe")]
    [InlineData("fd00:ec2::23")]
    [InlineData("fd00:42::42")]
    [InlineData("fd00:a9fe:a9fe::1")]
    [InlineData("fd00:c1::a9fe:a9fe")]
    [InlineData("fd00:100::100:200")]
    [InlineData("fd00:ec2::254")]
    [InlineData("100.100.100.200")]
    [InlineData("224.0.0.1")]
    [InlineData("ff02::1")]
    [InlineData("255.255.255.255")]
    public void Metadata_link_local_and_multicast_addresses_are_refused_always(string address)
    {
        Assert.NotNull(EgressGuard.Refusal(IPAddress.Parse(address), loopbackAllowed: false));
        Assert.NotNull(EgressGuard.Refusal(IPAddress.Parse(address), loopbackAllowed: true));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.8.8.8")]
    [InlineData("::1")]
    [InlineData("::1%1")]
    [InlineData("::1%259")]
    [InlineData("::%1")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("::127.0.0.1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    public void Loopback_is_allowed_in_development_only(string address)
    {
        Assert.StartsWith("endpoint resolves to a loopback address", EgressGuard.Refusal(IPAddress.Parse(address), loopbackAllowed: false), StringComparison.Ordinal);
        Assert.Null(EgressGuard.Refusal(IPAddress.Parse(address), loopbackAllowed: true));
    }

    [Theory]
    [InlineData("10.0.0.1")]
    [InlineData("172.16.3.4")]
    [InlineData("192.168.1.1")]
    [InlineData("100.64.0.1")]
    [InlineData("fd12:3456::1")]
    [InlineData("203.0.113.9")]
    [InlineData("2001:db8::1")]
    [InlineData("64:ff9b::cb00:7109")]
    [InlineData("64:ff9b:1::cb00:7109")]
    [InlineData("64:ff9b:1:cb00:71:900::")]
    [InlineData("::cb00:7109")]
    [InlineData("2002:cb00:7109::1")]
    public void The_cluster_and_the_internet_may_be_reached(string address) => Assert.Null(EgressGuard.Refusal(IPAddress.Parse(address), loopbackAllowed: false));

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    public async Task No_packet_leaves_for_a_refused_address(string host)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var destination = new DnsEndPoint(host, ((IPEndPoint)listener.LocalEndpoint).Port);
        await Assert.ThrowsAsync<HttpRequestException>(async () => await EgressGuard.ConnectAsync(destination, loopbackAllowed: false, default));
        Assert.False(listener.Pending());
    }

    [Fact]
    public async Task An_allowed_address_is_connected_to()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var stream = await EgressGuard.ConnectAsync(new DnsEndPoint("localhost", ((IPEndPoint)listener.LocalEndpoint).Port), loopbackAllowed: true, default);
        using var accepted = await listener.AcceptTcpClientAsync();
        Assert.True(accepted.Connected);
    }
}
