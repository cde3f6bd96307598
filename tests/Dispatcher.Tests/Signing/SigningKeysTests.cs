using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Options;
using Postrider.Dispatcher.Signing;

namespace Postrider.Dispatcher.Tests.Signing;

public sealed class SigningKeysTests
{
    [Fact]
    public void Default_has_the_configured_pair() => Assert.Equal(new SigningKeyPair("sig_one", "sig_two"), Keys("sig_one", "sig_two").Of("default"));

    [Fact]
    public void Every_other_namespace_has_its_own_pair_that_stays_the_same()
    {
        var shop = Keys("sig_one", "sig_two").Of("shop");
        Assert.Equal(shop, Keys("sig_one", "sig_two").Of("shop"));
        Assert.NotEqual(shop.Current, shop.Next);
        Assert.NotEqual(shop.Current, Keys("sig_one", "sig_two").Of("pay").Current);
        Assert.All([shop.Current, shop.Next], key => Assert.Matches("^sig_[1-9A-HJ-NP-Za-km-z]{28}$", key));
    }

    [Fact]
    public void Rotating_makes_every_namespaces_next_key_its_current_one()
    {
        var (before, after) = (Keys("sig_one", "sig_two").Of("shop"), Keys("sig_two", "sig_three").Of("shop"));
        Assert.Equal(before.Next, after.Current);
    }

    [Theory]
    [InlineData("Production", "", "", "Signing:CurrentKey", "Signing:NextKey")]
    [InlineData("Production", "sig_one", "", "Signing:NextKey")]
    [InlineData("Production", SigningOptions.DevelopmentCurrentKey, SigningOptions.DevelopmentNextKey, "Signing:CurrentKey", "Signing:NextKey")]
    [InlineData("Production", "sig_one", SigningOptions.DevelopmentNextKey, "Signing:NextKey")]
    [InlineData("Staging", "sig_one", SigningOptions.DevelopmentCurrentKey, "Signing:NextKey")]
    [InlineData("Production", SigningOptions.DevelopmentNextKey, "sig_two", "Signing:CurrentKey")]
    public void Missing_and_well_known_keys_are_refused_naming_the_setting(string environment, string current, string next, params string[] named)
    {
        var failures = Validate(environment, current, next)!.ToList();
        Assert.Equal(named.Length, failures.Count);
        Assert.All(named.Zip(failures), pair => Assert.StartsWith(pair.First, pair.Second, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Production", "sig_one", "sig_two")]
    [InlineData("Development", SigningOptions.DevelopmentCurrentKey, SigningOptions.DevelopmentNextKey)]
    public void A_pair_of_keys_is_fine(string environment, string current, string next) => Assert.Null(Validate(environment, current, next));

    private static SigningKeys Keys(string current, string next) => new(Options.Create(new SigningOptions { CurrentKey = current, NextKey = next }));

    private static IEnumerable<string>? Validate(string environment, string current, string next) =>
        new SigningOptionsValidator(new HostingEnvironment { EnvironmentName = environment }).Validate(null, new() { CurrentKey = current, NextKey = next }).Failures;
}
