using Postrider.Dispatcher.Protocol;

namespace Postrider.Dispatcher.Tests.Protocol;

public sealed class PublishTargetTests
{
    [Theory]
    [InlineData("https://a.example", "https://a.example")]
    [InlineData("https://a.example/", "https://a.example/")]
    [InlineData("https://a.example/b//c/../d", "https://a.example/b//c/../d")]
    [InlineData("https://a.example/%2Fx%20y?q=%C3%A4+b&z", "https://a.example/%2Fx%20y?q=%C3%A4+b&z")]
    [InlineData("https://a.example/?a=1&&b=2&", "https://a.example/?a=1&&b=2&")]
    [InlineData("my-topic", "my-topic")]
    [InlineData("topic/orders", "topic/orders")]
    public void A_destination_stays_byte_for_byte(string text, string destination)
    {
        var target = PublishTarget.Parse(text);
        Assert.Equal(destination, target.Destination);
        Assert.Empty(target.Parameters);
    }

    [Theory]
    [InlineData("https://a.example/x?qstash_token=secret", "https://a.example/x")]
    [InlineData("https://a.example/x?b=1&qstash_token=secret&a=2", "https://a.example/x?b=1&a=2")]
    [InlineData("https://a.example/x?upstash-retries=3&b=1", "https://a.example/x?b=1")]
    [InlineData("https://a.example/x?", "https://a.example/x")]
    [InlineData("my-topic?Upstash-Delay=10s", "my-topic")]
    [InlineData("https://a.example/x?QSTASH_TOKEN=secret&a=2", "https://a.example/x?a=2")]
    [InlineData("https://a.example/x?Qstash%5FToken=secret", "https://a.example/x")]
    [InlineData("https%3A%2F%2Fa.example%2Fx%3Fqstash_token%3Dsecret%26a%3D1", "https://a.example/x?a=1")]
    [InlineData("https%3A%2F%2Fa.example%2Fx%3Fa%3D1?b=%2F&upstash-retries=1", "https://a.example/x?a=1&b=%2F")]
    [InlineData("https%3a%2f%2fa.example?b=1&qstash_token=secret", "https://a.example?b=1")]
    public void Token_and_configuration_leave_the_query_and_nothing_leaves_no_question_mark(string text, string destination) =>
        Assert.Equal(destination, PublishTarget.Parse(text).Destination);

    [Fact]
    public void Configuring_parameters_are_decoded_in_order()
    {
        var target = PublishTarget.Parse("https://a.example/?upstash-method=PUT&upstash-forward-x-a=one+two%21&UPSTASH-Header-Forward");
        Assert.Equal([new("upstash-method", "PUT"), new("upstash-forward-x-a", "one two!"), new("UPSTASH-Header-Forward", "")], target.Parameters);
    }

    [Fact]
    public void What_configures_is_found_inside_an_encoded_url_and_behind_it() =>
        Assert.Equal(
            [new("upstash-retries", "1"), new("upstash-delay", "5s")],
            PublishTarget.Parse("https%3A%2F%2Fa.example%2F%3Fupstash-retries%3D1?upstash-delay=5s").Parameters);

    [Theory]
    [InlineData("https:/a.example/x", "https://a.example/x")]
    [InlineData("http:/a.example", "http://a.example")]
    [InlineData("https%3A%2F%2Fa.example%2Fx%3Fy%3D1", "https://a.example/x?y=1")]
    public void Merged_slashes_and_an_encoded_url_are_repaired(string text, string destination) => Assert.Equal(destination, PublishTarget.Parse(text).Destination);

    [Theory]
    [InlineData("https://b%C3%BCcher.example/%C3%BC?a=%C3%BC", "https://bücher.example/%C3%BC?a=%C3%BC")]
    [InlineData("https://b%c3%bccher.example:8080?a", "https://bücher.example:8080?a")]
    [InlineData("https://a%2Fb.example/", "https://a%2Fb.example/")]
    [InlineData("https://a%40b%C3%BC.example", "https://a%40b%C3%BC.example")]
    [InlineData("https://a%FF.example/", "https://a%FF.example/")]
    [InlineData("https://a.example/?b=http://%C3%BC.example", "https://a.example/?b=http://%C3%BC.example")]
    [InlineData("/%C3%BC", "/%C3%BC")]
    public void A_host_is_read_as_its_letters_where_a_client_encoded_them(string text, string destination) =>
        Assert.Equal(destination, PublishTarget.Parse(text).Destination);

    [Theory]
    [InlineData("/v2/publish/https://a.example/x?y", "https://a.example/x?y")]
    [InlineData("/V2/Publish/orders", "orders")]
    [InlineData("http://127.0.0.1:8080/v2/publish/https://a.example/x", "https://a.example/x")]
    [InlineData("/v2/publish/", "")]
    public void What_follows_the_prefix_is_taken_raw(string rawTarget, string after) => Assert.Equal(after, PublishTarget.After(rawTarget, "/v2/publish/"));

    [Theory]
    [InlineData("/v2/messages/x")]
    [InlineData("http://127.0.0.1:8080/other")]
    [InlineData("*")]
    public void Another_path_has_no_destination(string rawTarget) => Assert.Null(PublishTarget.After(rawTarget, "/v2/publish/"));
}
