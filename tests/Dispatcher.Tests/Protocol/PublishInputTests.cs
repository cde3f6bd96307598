using Microsoft.AspNetCore.Http;
using Postrider.Dispatcher.Protocol;

namespace Postrider.Dispatcher.Tests.Protocol;

public sealed class PublishInputTests
{
    [Fact]
    public void Headers_are_sorted_by_what_they_are_for()
    {
        var input = PublishInput.From(
            new HeaderDictionary
            {
                ["content-type"] = "text/plain",
                ["upstash-forward-x-a"] = "1",
                ["UPSTASH-RETRIES"] = "3",
                ["Upstash-Telemetry-Sdk"] = "any",
                ["X-Other"] = "2",
            },
            []);
        Assert.Equal("text/plain", input.ContentType);
        Assert.Equal([new("x-a", "1")], input.Forwarded);
        Assert.Equal([new("X-Other", "2")], input.Others);
        Assert.Equal("3", Assert.Single(input.Settings).Value);
        Assert.Equal("3", input.Settings["Upstash-Retries"]);
    }

    [Fact]
    public void Of_a_setting_that_comes_without_end_no_more_is_kept_than_shows_that_it_is_too_long()
    {
        var input = PublishInput.From(new HeaderDictionary(), [.. Enumerable.Repeat(new KeyValuePair<string, string>("Upstash-Label", "a"), 1_000_000)]);
        Assert.True(input.IsRepeated("Upstash-Label"));
        Assert.InRange(input.Settings["Upstash-Label"].Length, 4097, 10_000);
    }

    [Fact]
    public void A_header_beats_a_parameter_of_its_name()
    {
        var input = PublishInput.From(
            new HeaderDictionary { ["Upstash-Retries"] = "1", ["Upstash-Forward-X-A"] = "header" },
            [new("upstash-retries", "9"), new("upstash-delay", "5s"), new("upstash-forward-x-a", "parameter"), new("upstash-forward-x-b", "parameter")]);
        Assert.Equal(("1", "5s"), (input.Settings["Upstash-Retries"], input.Settings["Upstash-Delay"]));
        Assert.Equal([new("X-A", "header"), new("x-b", "parameter")], input.Forwarded);
    }

    [Fact]
    public void Several_values_of_one_header_are_joined() =>
        Assert.Equal([new("X-A", "1, 2")], PublishInput.From(new HeaderDictionary { ["Upstash-Forward-X-A"] = new(["1", "2"]) }, []).Forwarded);

    [Fact]
    public void A_forwarded_protocol_header_is_forwarded_not_obeyed()
    {
        var input = PublishInput.From(new HeaderDictionary { ["Upstash-Forward-Upstash-Retries"] = "9" }, []);
        Assert.Empty(input.Settings);
        Assert.Equal([new("Upstash-Retries", "9")], input.Forwarded);
    }

    [Fact]
    public void An_empty_header_leaves_the_parameter_of_its_name()
    {
        var input = PublishInput.From(new HeaderDictionary { ["Upstash-Retries"] = " " }, [new("upstash-retries", "9")]);
        Assert.Equal("9", Assert.Single(input.Settings).Value);
    }

    [Fact]
    public void A_parameter_given_twice_keeps_both_values()
    {
        var input = PublishInput.From(
            new HeaderDictionary(), [new("upstash-forward-x-a", "1"), new("Upstash-Forward-X-A", "2"), new("upstash-label", "a"), new("upstash-label", "b")]);
        Assert.Equal([new("x-a", "1"), new("X-A", "2")], input.Forwarded);
        Assert.Equal("a, b", input.Settings["Upstash-Label"]);
    }

    [Fact]
    public void A_default_counts_where_the_publisher_says_nothing()
    {
        var input = PublishInput.From(new HeaderDictionary { ["Upstash-Retries"] = "1", ["Upstash-Forward-X-A"] = "mine" }, []).WithDefaults(
            [new("upstash-retries", "5"), new("upstash-timeout", "9"), new("upstash-forward-x-a", "theirs"), new("Upstash-Forward-X-B", "b"), new("content-type", "text/plain")]);
        Assert.Equal(("1", "9"), (input.Settings["Upstash-Retries"], input.Settings["Upstash-Timeout"]));
        Assert.Equal([new("X-A", "mine"), new("X-B", "b")], input.Forwarded);
        Assert.Equal("text/plain", input.ContentType);
    }

    [Theory]
    [InlineData("Upstash-Delay", "Upstash-Not-Before")]
    [InlineData("Upstash-Not-Before", "Upstash-Delay")]
    [InlineData("Upstash-Flow-Control-Key", "Upstash-Flow-Control-Value")]
    [InlineData("Upstash-Content-Based-Deduplication", "Upstash-Deduplication-Id")]
    [InlineData("Content-Type", "Content-Type")]
    [InlineData("Upstash-Callback", "Upstash-Callback")]
    [InlineData("Upstash-Callback", "Upstash-Callback-Forward-Authorization")]
    [InlineData("Upstash-Failure-Callback", "Upstash-Failure-Callback-Retries")]
    public void A_default_does_not_meddle_with_what_the_publisher_said_by_another_header(string said, string meddling)
    {
        var input = PublishInput.From(new HeaderDictionary { [said] = "said" }, []).WithDefaults([new(meddling, "default"), new("Upstash-Label", "l")]);
        Assert.DoesNotContain("default", input.Settings.Values.Append(input.ContentType));
        Assert.Null(input.Callback ?? input.FailureCallback);
        Assert.Equal("l", input.Settings["Upstash-Label"]);
    }

    [Fact]
    public void Defaults_for_one_matter_count_together() =>
        Assert.Equal(2, PublishInput.From(new HeaderDictionary(), []).WithDefaults([new("Upstash-Flow-Control-Key", "k"), new("Upstash-Flow-Control-Value", "rate=1")]).Settings.Count);
}
