using Postrider.Core.Model;

namespace Postrider.Core.Tests.Model;

public sealed class MessageRouteTests
{
    [Theory]
    [InlineData("shop", "", "h/https://a.example:443")]
    [InlineData("shop", "key:with/odd \"signs\"", "e/billing")]
    public void A_route_is_read_back_from_its_text(string ns, string flowKey, string destination)
    {
        var route = new MessageRoute(ns, flowKey, destination);
        Assert.Equal(route, MessageRoute.Parse(route.ToString()));
        Assert.Equal($"d{ns}\n{destination}", route.DestinationGate);
    }

    [Fact]
    public void A_route_through_a_queue_is_read_back_from_its_text()
    {
        var route = new MessageRoute("shop", "key", MessageRoute.Endpoint("billing"), "orders");
        Assert.Equal(route, MessageRoute.Parse(route.ToString()));
    }

    [Fact]
    public void An_endpoint_and_its_messages_name_the_same_gate() =>
        Assert.Equal(MessageRoute.EndpointGate(new("shop", "billing")), new MessageRoute("shop", "key", MessageRoute.Endpoint("billing")).DestinationGate);

    [Fact]
    public void Urls_of_one_host_share_a_lane_whatever_their_path() => Assert.Equal(MessageRoute.Url("https://a.example/x?y"), MessageRoute.Url("https://A.example:443/z"));
}
