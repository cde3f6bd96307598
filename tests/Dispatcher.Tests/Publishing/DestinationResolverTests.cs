using Postrider.Core.Model;
using Postrider.Core.Registry;
using Postrider.Dispatcher.Protocol;
using Postrider.Dispatcher.Publishing;

namespace Postrider.Dispatcher.Tests.Publishing;

public sealed class DestinationResolverTests
{
    private static readonly RegistrySnapshot Registry = RegistrySnapshot.Empty with
    {
        Endpoints = RegistrySnapshot.Empty.Endpoints.AddRange(new[] { new ResourceName("shop", "billing"), new("shop", "both"), new("pay", "ledger"), new("shop", "a.b"), new("b", "a") }
            .Select(name => KeyValuePair.Create(name, TestLease.Endpoint with { Namespace = name.Namespace, Name = name.Name }))),
        Topics = RegistrySnapshot.Empty.Topics.AddRange(new[] { new ResourceName("shop", "orders"), new("shop", "both"), new("pay", "events") }
            .Select(name => KeyValuePair.Create(name, new TopicDefinition { Namespace = name.Namespace, Name = name.Name, Source = "test" }))),
    };

    [Theory]
    [InlineData("https://a.example")]
    [InlineData("http://billing.payments.svc:8080/x?y=%2F")]
    public void A_url_is_taken_as_it_is(string text) => Assert.Equal(new Destination.ToUrl(text), Resolve(text).Destination);

    [Theory]
    [InlineData("billing", "shop/billing")]
    [InlineData("endpoint/billing", "shop/billing")]
    [InlineData("Endpoint/both", "shop/both")]
    [InlineData("billing.shop", "shop/billing")]
    [InlineData("ledger.pay", "pay/ledger")]
    [InlineData("endpoint/ledger.pay", "pay/ledger")]
    [InlineData("a.b", "shop/a.b")]
    public void A_name_is_an_endpoint_of_the_caller_or_of_the_namespace_behind_its_last_dot(string text, string endpoint) =>
        Assert.Equal(new Destination.ToEndpoint(ResourceName.Parse(endpoint)), Resolve(text).Destination);

    [Theory]
    [InlineData("orders", "orders")]
    [InlineData("topic/both", "both")]
    [InlineData("events.pay", "events")]
    public void A_name_is_a_topic(string text, string topic) => Assert.Equal(topic, Assert.IsType<Destination.ToTopic>(Resolve(text).Destination).Topic.Name);

    [Fact]
    public void A_name_of_both_kinds_is_refused_with_both_spellings()
    {
        var refusal = Resolve("both").Refusal!;
        Assert.Equal(400, refusal.Status);
        Assert.Contains("topic/both", refusal.Error, StringComparison.Ordinal);
        Assert.Contains("endpoint/both", refusal.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("topic/billing")]
    [InlineData("endpoint/orders")]
    [InlineData("ledger")]
    [InlineData("billing.pay")]
    [InlineData("Billing")]
    public void A_name_that_nothing_has_is_a_404(string text) => Assert.Equal(404, Resolve(text).Refusal!.Status);

    [Theory]
    [InlineData("a.example/x")]
    [InlineData("ftp://a.example")]
    [InlineData("topic/")]
    [InlineData("topic/a/b")]
    [InlineData("api/llm")]
    public void What_looks_like_a_url_without_scheme_is_a_400(string text) =>
        Assert.Equal(new Refusal(400, "invalid destination url: endpoint has invalid scheme, add http:// or https://"), Resolve(text).Refusal);

    [Fact]
    public void Nothing_is_no_destination() => Assert.Equal(new Refusal(400, "invalid destination url: a URL, Topic or Endpoint is expected"), Resolve("").Refusal);

    [Theory]
    [InlineData("http://127.0.0.1:8080/x")]
    [InlineData("http://[::1]/")]
    public void A_loopback_address_is_a_destination_in_development_only(string text)
    {
        Assert.Equal(new Destination.ToUrl(text), Resolve(text, loopbackAllowed: true).Destination);
        Assert.StartsWith("invalid destination url: endpoint resolves to a loopback address: ", Resolve(text).Refusal!.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_private_address_is_a_destination() => Assert.Null(Resolve("http://10.1.2.3/").Refusal);

    [Fact]
    public void A_broken_url_says_what_is_wrong() =>
        Assert.StartsWith("invalid destination url: ", Resolve("https://user:secret@a.example/").Refusal!.Error, StringComparison.Ordinal);

    private static (Destination? Destination, Refusal? Refusal) Resolve(string text, bool loopbackAllowed = false) =>
         DestinationResolver.Resolve(text, "shop", Registry, loopbackAllowed);
}
