using Postrider.Dispatcher.Signing;

namespace Postrider.Dispatcher.Tests.Signing;

public sealed class SigningKeyPairTests
{
    private static readonly SigningKeyPair Pair = new("sig_one", "sig_two");

    [Fact]
    public void Default_has_the_pair_itself() => Assert.Equal(Pair, Pair.For("default"));

    [Fact]
    public void Every_other_namespace_has_its_own_pair_that_stays_the_same()
    {
        var shop = Pair.For("shop");
        Assert.Equal(shop, Pair.For("shop"));
        Assert.NotEqual(shop.Current, shop.Next);
        Assert.NotEqual(shop.Current, Pair.For("pay").Current);
        Assert.All([shop.Current, shop.Next], key => Assert.Matches("^sig_[1-9A-HJ-NP-Za-km-z]{28}$", key));
    }

    [Fact]
    public void Rotating_makes_the_next_key_the_current_one_and_the_next_one_new()
    {
        var (once, again) = (Pair.Rotate(), Pair.Rotate());
        Assert.Equal(Pair.Next, once.Current);
        Assert.Matches("^sig_[1-9A-HJ-NP-Za-km-z]{28}$", once.Next);
        Assert.NotEqual(once.Next, again.Next);
    }

    [Fact]
    public void It_is_read_back_as_it_was_written() => Assert.Equal(Pair, SigningKeyPair.FromText(Pair.ToText()));

    [Fact]
    public void No_key_is_in_what_a_log_would_show() => Assert.DoesNotContain("sig_", $"{Pair}", StringComparison.Ordinal);
}
