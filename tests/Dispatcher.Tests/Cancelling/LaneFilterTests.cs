using Postrider.Core.Model;
using Postrider.Dispatcher.Cancelling;

namespace Postrider.Dispatcher.Tests.Cancelling;

public sealed class LaneFilterTests
{
    private static readonly string Plain = new MessageRoute("shop", "", MessageRoute.Url("https://a.example/x")).ToString();
    private static readonly string WithKey = new MessageRoute("shop", "key", MessageRoute.Url("https://b.example:8443/x")).ToString();
    private static readonly string ToEndpoint = new MessageRoute("shop", "", MessageRoute.Endpoint("billing")).ToString();
    private static readonly string Queue = MessageRoute.QueueLane("shop", "mails");

    [Theory]
    [InlineData("label", "red", true, true, true, true)]
    [InlineData("flowControlKey", "key", false, true, false, true)]
    [InlineData("queueName", "mails", false, false, false, true)]
    [InlineData("queueName", "others", false, false, false, false)]
    [InlineData("url", "https://a.example/y", true, false, true, true)]
    [InlineData("url", "https://b.example:8443/y", false, true, true, true)]
    [InlineData("url", "no url", false, false, true, true)]
    [InlineData("host", "a.example", true, false, true, true)]
    [InlineData("host", "b.example", false, true, true, true)]
    [InlineData("host", "b.example:8443", false, true, true, true)]
    public void Only_lanes_that_cannot_hold_what_is_asked_for_are_left_out(string filter, string value, bool plain, bool withKey, bool toEndpoint, bool queue)
    {
        var wanted = new Dictionary<string, IReadOnlySet<string>>(StringComparer.OrdinalIgnoreCase) { [filter] = new HashSet<string> { value } };
        var lanes = new LaneFilter("shop", wanted);
        Assert.Equal((plain, withKey, toEndpoint, queue), (lanes.MayHold(Plain), lanes.MayHold(WithKey), lanes.MayHold(ToEndpoint), lanes.MayHold(Queue)));
    }
}
