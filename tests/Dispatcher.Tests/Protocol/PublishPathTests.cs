using Postrider.Dispatcher.Protocol;

namespace Postrider.Dispatcher.Tests.Protocol;

public sealed class PublishPathTests
{
    [Theory]
    [InlineData("/v2/publish/https://a.example/x?y=1", null, "https://a.example/x?y=1")]
    [InlineData("/v2/enqueue/q/https://a.example//b%2F?y=1&z=%20", "q", "https://a.example//b%2F?y=1&z=%20")]
    [InlineData("/V2/Enqueue/my.queue-1_/topic", "my.queue-1_", "topic")]
    [InlineData("/v2/enqueue/a%20b/x", "a b", "x")]
    [InlineData("/v2/enqueue/a%2Fb/x", "a/b", "x")]
    [InlineData("/v2/enqueue//x", "", "x")]
    [InlineData("/v2/enqueue/q", "q", "")]
    [InlineData("/v2/enqueue/q?upstash-delay=1s", "q", "")]
    [InlineData("http://gateway/v2/enqueue/q/https://a.example", "q", "https://a.example")]
    public void A_target_names_queue_and_destination(string target, string? queue, string destination)
    {
        var path = PublishPath.Parse(target)!.Value;
        Assert.Equal((queue, destination), (path.Queue, path.Target.Destination));
    }

    [Theory]
    [InlineData("/v2/publish")]
    [InlineData("/v2/enqueued/q/x")]
    [InlineData("/v2/batch")]
    public void Other_targets_are_none(string target) => Assert.Null(PublishPath.Parse(target));
}
