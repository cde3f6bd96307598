using Postrider.Core.Model;

namespace Postrider.Core.Tests.Model;

public sealed class LaneTests
{
    [Theory]
    [InlineData("shop", "", "h/https://a.example:443")]
    [InlineData("shop", "key:with/odd \"signs\"", "e/billing")]
    public void A_lane_is_read_back_from_its_text(string ns, string flowKey, string destination)
    {
        var lane = new Lane(ns, flowKey, destination);
        Assert.Equal(lane, Lane.Parse(lane.ToString()));
        Assert.Equal($"d{ns}\n{destination}", lane.DestinationGate);
    }

    [Fact]
    public void An_endpoint_and_its_messages_name_the_same_gate() =>
        Assert.Equal(Lane.EndpointGate(new("shop", "billing")), new Lane("shop", "key", Lane.Endpoint("billing")).DestinationGate);

    [Fact]
    public void Urls_of_one_host_share_a_lane_whatever_their_path() => Assert.Equal(Lane.Url("https://a.example/x?y"), Lane.Url("https://A.example:443/z"));
}
