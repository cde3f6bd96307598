using Postrider.Core.Redis;
using StackExchange.Redis;

namespace Postrider.Core.Tests.Redis;

public sealed class RedisTroubleTests
{
    [Theory]
    [InlineData("No connection is active/available to service this operation: PING, mc: 1/1/0, mgr: 10 of 10 available", "No connection is active/available to service this operation: PING")]
    [InlineData("Error connecting right now. To allow this multiplexer to continue retrying until it's able to connect, use abortConnect=false", "Error connecting right now.")]
    public void A_sentence_holds_neither_the_figures_nor_the_advice_of_the_client(string told, string sentence) =>
        Assert.Equal(sentence, RedisTrouble.Sentence(new RedisException(told)));

    [Fact]
    public void The_cause_is_added_where_the_sentence_does_not_tell_it() =>
        Assert.Equal("It failed. (Connection refused)", RedisTrouble.Sentence(
            new RedisException("It failed.", new InvalidOperationException("Connection refused"))));
}
