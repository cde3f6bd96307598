using System.Text.Json;
using Microsoft.Extensions.Hosting.Internal;
using Postrider.Dispatcher.Auth;
using Postrider.TestKit.Dispatching;

namespace Postrider.Dispatcher.Tests.Auth;

public sealed class AuthOptionsValidatorTests
{
    [Fact]
    public void Outside_development_a_well_known_token_is_refused_naming_its_place()
    {
        var failures = Validate("Production", "secret", Tokens.Default, Tokens.Of("testUser2"))!.ToList();
        Assert.Equal(2, failures.Count);
        Assert.StartsWith("Auth:Tokens:1 ", failures[0], StringComparison.Ordinal);
        Assert.StartsWith("Auth:Tokens:2 ", failures[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a\nb")]
    [InlineData("a\0")]
    [InlineData("a/b")]
    [InlineData("long")]
    public void A_user_that_can_be_no_namespace_is_refused(string user)
    {
        var token = Token(user == "long" ? new string('a', 254) : user);
        Assert.StartsWith("Auth:Tokens:0 has a UserID", Assert.Single(Validate("Development", token)!), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("secret\n")]
    [InlineData("two words")]
    public void A_token_that_no_request_can_send_is_refused(string token) =>
        Assert.Equal(["Auth:Tokens:0 is empty or holds blanks or line breaks, which no request can send."], Validate("Production", token));

    [Theory]
    [InlineData("Production", "secret")]
    [InlineData("Development", "eyJVc2VySUQiOiJkZWZhdWx0VXNlciIsIlBhc3N3b3JkIjoiZGVmYXVsdFBhc3N3b3JkIn0=")]
    public void Any_other_token_is_fine(string environment, string token) => Assert.Null(Validate(environment, token));

    [Fact]
    public void A_read_only_token_is_checked_in_the_same_way_and_may_not_be_among_the_others()
    {
        var validator = new AuthOptionsValidator(new HostingEnvironment { EnvironmentName = "Production" });
        var failures = validator.Validate(null, new() { Tokens = ["one"], ReadOnlyTokens = [Tokens.Default, "one"] }).Failures!;
        Assert.Equal(["Auth:ReadOnlyTokens:0 is a well-known development token; set one of your own.", "Auth:ReadOnlyTokens:1 is among Auth:Tokens too."], failures);
    }

    [Fact]
    public void Crossing_is_a_setting_only_where_Kubernetes_is_not_asked()
    {
        var validator = new AuthOptionsValidator(new HostingEnvironment { EnvironmentName = "Production" });
        Assert.Null(validator.Validate(null, new() { Crossing = ["shop->payments", "*->*"] }).Failures);
        Assert.Equal(
            ["Auth:Crossing:1 is 'shop'; expected NAMESPACE->NAMESPACE, * for any.", "Auth:Crossing:2 is '->shop'; expected NAMESPACE->NAMESPACE, * for any."],
            validator.Validate(null, new() { Crossing = ["shop->payments", "shop", "->shop"] }).Failures);
        var both = validator.Validate(null, new() { Crossing = ["shop->payments"], Kubernetes = new() { TokenReview = true } }).Failures!;
        Assert.StartsWith("Auth:Crossing holds only where Auth:Kubernetes:TokenReview is off", Assert.Single(both), StringComparison.Ordinal);
    }

    private static string Token(string user) =>
        Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { ["UserID"] = user, ["Password"] = "p" }));

    private static IEnumerable<string>? Validate(string environment, params string[] tokens) =>
        new AuthOptionsValidator(new HostingEnvironment { EnvironmentName = environment }).Validate(null, new() { Tokens = tokens }).Failures;
}
