using Postrider.Dispatcher.Protocol;
using Postrider.TestKit.Compatibility;

namespace Postrider.Dispatcher.Tests.Protocol;

public sealed class RedactionTests
{
    private const string HashOfSecret = "REDACTED:2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b";

    [Theory]
    [ProtocolItem(57)]
    [InlineData("body", "body")]
    [InlineData("header", "header")]
    [InlineData("headers", "header")]
    [InlineData("Headers, BODY", "body,header")]
    [InlineData("header[authorization]", "header[Authorization]")]
    [InlineData("headers[ x-b ],header[X-A],header[x-b]", "header[X-A],header[X-B]")]
    [InlineData("header,header[X-A]", "header")]
    public void A_list_is_kept_in_one_spelling_which_reads_the_same(string given, string kept)
    {
        Assert.True(Redaction.TryParse(given, out var redaction, out _));
        Assert.Equal(kept, redaction.ToString());
        Assert.Equal(kept, Redaction.Of(kept).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData(",")]
    [InlineData("body,")]
    [InlineData("url")]
    [InlineData("header[]")]
    [InlineData("header[a b]")]
    [InlineData("header[X")]
    [InlineData("headerX]")]
    [InlineData("[X]")]
    [InlineData("body[X]")]
    public void Anything_else_is_named_in_the_error(string given)
    {
        Assert.False(Redaction.TryParse(given, out _, out var error));
        Assert.Contains("is none of body, header, header[Name]", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_hidden_header_shows_the_hash_of_its_value_whatever_the_case_of_its_name()
    {
        var redaction = Redaction.Of("header[Authorization]");
        Assert.Equal(HashOfSecret, redaction.Shown("AUTHORIZATION", "secret"));
        Assert.Equal("secret", redaction.Shown("X-Other", "secret"));
        Assert.Equal(HashOfSecret, Redaction.Of("header").Shown("X-Other", "secret"));
        Assert.False(redaction.HidesBody);
    }

    [Theory]
    [InlineData("header[X-A]", "body,header[X-A]")]
    [InlineData("body", "body")]
    [InlineData(null, null)]
    public void A_callback_hides_its_body_when_its_source_hides_anything(string? source, string? callback) => Assert.Equal(callback, Redaction.OfCallback(source));

    [Fact]
    public void Without_a_list_nothing_is_hidden()
    {
        Assert.Equal("secret", Redaction.Of(null).Shown("Authorization", "secret"));
        Assert.False(Redaction.Of(null).HidesBody);
    }
}
