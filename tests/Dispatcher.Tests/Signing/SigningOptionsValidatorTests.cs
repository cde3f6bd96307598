using Microsoft.Extensions.Hosting.Internal;
using Postrider.Dispatcher.Signing;

namespace Postrider.Dispatcher.Tests.Signing;

public sealed class SigningOptionsValidatorTests
{
    [Theory]
    [InlineData("Production", "", "", "Signing:CurrentKey", "Signing:NextKey")]
    [InlineData("Production", "sig_one", "", "Signing:NextKey")]
    [InlineData("Production", SigningOptions.DevelopmentCurrentKey, SigningOptions.DevelopmentNextKey, "Signing:CurrentKey", "Signing:NextKey")]
    [InlineData("Production", "sig_one", SigningOptions.DevelopmentNextKey, "Signing:NextKey")]
    [InlineData("Staging", "sig_one", SigningOptions.DevelopmentCurrentKey, "Signing:NextKey")]
    [InlineData("Production", SigningOptions.DevelopmentNextKey, "sig_two", "Signing:CurrentKey")]
    [InlineData("Production", "sig_one\nsig_x", "sig_two", "Signing:CurrentKey")]
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

    private static IEnumerable<string>? Validate(string environment, string current, string next) =>
        new SigningOptionsValidator(new HostingEnvironment { EnvironmentName = environment }).Validate(null, new() { CurrentKey = current, NextKey = next }).Failures;
}
