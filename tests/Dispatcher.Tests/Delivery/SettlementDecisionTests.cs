using Postrider.Core.Store;
using Postrider.Dispatcher.Delivery;

namespace Postrider.Dispatcher.Tests.Delivery;

public sealed class SettlementDecisionTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(200)]
    [InlineData(204)]
    [InlineData(299)]
    public void Any_2xx_is_delivered(int status) => Assert.IsType<Settlement.Delivered>(Decide(new() { Status = status }));

    [Theory]
    [InlineData(0)]
    [InlineData(199)]
    [InlineData(301)]
    [InlineData(404)]
    [InlineData(489)]
    [InlineData(500)]
    public void Anything_else_is_tried_again_while_retries_are_left(int status)
    {
        var retry = Assert.IsType<Settlement.Retry>(Decide(new() { Status = status }));
        Assert.Equal(12, (int)retry.Delay.TotalSeconds);
    }

    [Fact]
    public void Without_retries_left_it_is_buried_with_what_the_last_attempt_answered()
    {
        var outcome = new AttemptOutcome { Status = 503, Headers = Headers("X-A", "1"), Body = [1, 2], Error = "broke off" };
        var reason = DeadLetterReason.FromBytes(Assert.IsType<Settlement.Bury>(Decide(outcome, retried: 3)).DeadLetter);
        Assert.Equal((503, "broke off", 3, 3), (reason.ResponseStatus, reason.Error, reason.Retried, reason.MaxRetries));
        Assert.Equal("1", reason.ResponseHeader!["X-A"][0]);
        Assert.Equal([1, 2], reason.ResponseBody);
    }

    [Fact]
    public void Retries_beyond_the_limit_are_buried_too() => Assert.IsType<Settlement.Bury>(Decide(new() { Status = 500 }, retried: 9));

    [Theory]
    [InlineData(489, "Upstash-NonRetryable-Error", "true", true)]
    [InlineData(489, "upstash-nonretryable-error", "True", true)]
    [InlineData(489, "Upstash-NonRetryable-Error", "false", false)]
    [InlineData(489, "X-Other", "true", false)]
    [InlineData(500, "Upstash-NonRetryable-Error", "true", false)]
    public void Status_489_and_its_header_together_end_it(int status, string header, string value, bool ends) =>
        Assert.Equal(ends, Decide(new() { Status = status, Headers = Headers(header, value) }) is Settlement.Bury);

    [Theory]
    [InlineData("Retry-After", "90", 90)]
    [InlineData("retry-after", "Thu, 01 Jan 2026 12:00:30 GMT", 30)]
    [InlineData("X-RateLimit-Reset-Tokens", "1m0s", 60)]
    [InlineData("Retry-After", "0", 0)]
    [InlineData("Retry-After", "someday", 12)]
    [InlineData("Retry-After", "90000", 12)]
    public void The_receiver_says_when_it_wants_to_be_called_again(string header, string value, int seconds) =>
        Assert.Equal(seconds, (int)Assert.IsType<Settlement.Retry>(Decide(new() { Status = 429, Headers = Headers(header, value) })).Delay.TotalSeconds);

    [Fact]
    public void Retry_After_comes_before_the_other_headers_and_an_unreadable_one_gives_way()
    {
        var headers = new Dictionary<string, string[]> { ["X-RateLimit-Reset"] = ["5"], ["Retry-After"] = ["9"] };
        Assert.Equal(TimeSpan.FromSeconds(9), ResponseClassifier.RetryAfterOf(new() { Headers = headers }, Now));
        headers["Retry-After"] = ["?"];
        Assert.Equal(TimeSpan.FromSeconds(5), ResponseClassifier.RetryAfterOf(new() { Headers = headers }, Now));
        Assert.Null(ResponseClassifier.RetryAfterOf(new(), Now));
    }

    private static Dictionary<string, string[]> Headers(string name, string value) => new() { [name] = [value] };

    private static Settlement Decide(AttemptOutcome outcome, int retried = 0) =>
        SettlementDecision.Of(TestLease.Of(TestLease.Message, retried), null, outcome, Now, 0.5, TimeSpan.FromDays(365));
}
