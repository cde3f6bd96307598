using Postrider.Core.Secrets;

namespace Postrider.Core.Tests.Secrets;

public sealed class SecretBoxTests
{
    private static readonly SecretContext Context = SecretContext.EndpointHeader("shop", "billing", "Authorization");

    [Fact]
    public void What_was_sealed_opens_in_its_context()
    {
        var box = Box(("one", 1));
        Assert.Equal("Bearer sécret", box.Open(box.Seal("Bearer sécret", Context), Context));
        Assert.Equal("", box.Open(box.Seal("", Context), Context));
    }

    [Fact]
    public void The_same_value_never_looks_the_same_and_never_shows()
    {
        var box = Box(("one", 1));
        var sealedValue = box.Seal("secret", Context);
        Assert.NotEqual(sealedValue, box.Seal("secret", Context));
        Assert.StartsWith("one:", sealedValue, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", sealedValue, StringComparison.Ordinal);
    }

    [Fact]
    public void It_does_not_open_for_another_object_kind_or_field()
    {
        var box = Box(("one", 1));
        var sealedValue = box.Seal("secret", Context);
        Assert.Null(box.Open(sealedValue, SecretContext.EndpointHeader("elsewhere", "billing", "Authorization")));
        Assert.Null(box.Open(sealedValue, SecretContext.EndpointHeader("shop", "other", "Authorization")));
        Assert.Null(box.Open(sealedValue, SecretContext.EndpointHeader("shop", "billing", "X-Other")));
        Assert.Null(box.Open(sealedValue, SecretContext.EndpointUrl("shop", "billing")));
        Assert.NotNull(box.Open(sealedValue, SecretContext.EndpointHeader("shop", "billing", "authorization")));
    }

    [Fact]
    public void Names_cannot_be_shifted_between_the_parts_of_a_context()
    {
        var box = Box(("one", 1));
        Assert.Null(box.Open(box.Seal("secret", new("ab", "c", "d", "e")), new("a", "bc", "d", "e")));
    }

    [Fact]
    public void Another_key_under_the_same_id_or_no_key_opens_nothing()
    {
        var sealedValue = Box(("one", 1)).Seal("secret", Context);
        Assert.Null(Box(("one", 2)).Open(sealedValue, Context));
        Assert.Null(Box(("two", 1)).Open(sealedValue, Context));
        Assert.Null(Box().Open(sealedValue, Context));
    }

    [Fact]
    public void An_older_key_still_opens_and_the_current_one_seals()
    {
        var old = Box(("one", 1)).Seal("secret", Context);
        var rotated = new SecretBox(Options("two", ("one", 1), ("two", 2)));
        Assert.Equal("secret", rotated.Open(old, Context));
        Assert.StartsWith("two:", rotated.Seal("secret", Context), StringComparison.Ordinal);
    }

    [Fact]
    public void A_changed_byte_opens_nothing()
    {
        var box = Box(("one", 1));
        var sealedValue = box.Seal("secret", Context);
        var bytes = Convert.FromBase64String(sealedValue[4..]);
        for (var at = 0; at < bytes.Length; at++)
        {
            byte[] changed = [.. bytes];
            changed[at] ^= 1;
            Assert.Null(box.Open("one:" + Convert.ToBase64String(changed), Context));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("one")]
    [InlineData("one:")]
    [InlineData("one:AAAA")]
    [InlineData("one:not base64!")]
    public void A_text_that_was_not_sealed_opens_nothing(string text) => Assert.Null(Box(("one", 1)).Open(text, Context));

    [Fact]
    public void Without_a_key_nothing_can_be_sealed()
    {
        Assert.False(Box().CanSeal);
        Assert.Throws<InvalidOperationException>(() => Box().Seal("secret", Context));
    }

    private static SecretBox Box(params (string Id, byte Fill)[] keys) => new(Options(null, keys));

    private static EncryptionOptions Options(string? current, params (string Id, byte Fill)[] keys) => new()
    {
        CurrentKeyId = current,
        Keys = keys.ToDictionary(key => key.Id, key => Convert.ToBase64String(Enumerable.Repeat(key.Fill, 32).ToArray())),
    };
}
