using System.Text.Json.Nodes;
using Postrider.Core.Model;
using Postrider.Operator.Api;
using Postrider.Operator.Runtime;
using Postrider.Operator.Sources.Kubernetes;

namespace Postrider.Operator.Tests.Sources.Kubernetes;

public sealed class CacheSinkTests
{
    private static readonly ResourceName Shop = new("shop", "billing");
    private readonly ResourceCache<Endpoint> cache = new();
    private readonly CacheSink<Endpoint> sink;

    public CacheSinkTests() => sink = new CacheSink<Endpoint>(cache);

    [Fact]
    public void AnOlderEventDoesNotUndoTheAnswerToAWrite()
    {
        sink.Set(Item(version: 5));
        sink.SetIfNewer(Item(version: 7, reason: "Accepted"));
        sink.Set(Item(version: 6));

        Assert.Equal("Accepted", Reason());
    }

    [Fact]
    public void TheAnswerToAWriteDoesNotBringBackWhatIsGone()
    {
        sink.Set(Item(version: 5));
        sink.Remove(Item(version: 8));
        sink.SetIfNewer(Item(version: 7, reason: "Accepted"));

        Assert.Null(cache.Find(Shop));
    }

    [Fact]
    public void AnObjectThatWasMadeAnewReplacesTheOldWhateverItsVersion()
    {
        sink.Set(Item(version: 5, identity: "old"));
        sink.Set(Item(version: 3, identity: "new"));

        Assert.Equal("new", cache.Find(Shop)!.Identity);
    }

    [Fact]
    public void AListIsBelievedEvenIfItIsOlder()
    {
        sink.Set(Item(version: 5));
        sink.Replace([Item(version: 2, reason: "Restored")], space: null);

        Assert.Equal("Restored", Reason());
    }

    [Fact]
    public void AListOfOneNamespaceRemovesNothingOfAnother()
    {
        sink.Set(Item(version: 5));
        sink.Replace([], space: "another");
        Assert.NotNull(cache.Find(Shop));

        sink.Replace([], space: "shop");
        Assert.Null(cache.Find(Shop));
    }

    [Fact]
    public void AChangeOfStatusAloneIsNoReasonToReconcile()
    {
        sink.Set(Item(version: 5));
        var changes = 0;
        cache.Changed += _ => changes++;
        sink.Set(Item(version: 6, reason: "Accepted"));

        Assert.Equal(0, changes);
    }

    [Theory]
    [InlineData("""{"url": 7}""")]
    [InlineData("""[]""")]
    [InlineData("null")]
    [InlineData("""{"url": "https://example.com/a", "headers": [{}, {}, {}]}""")]
    public void AWrongResourceIsHeldAsInvalid(string spec)
    {
        var item = Item(version: 5);
        item["spec"] = JsonNode.Parse(spec);
        sink.Set(item);

        Assert.Equal(Reasons.Invalid, cache.Find(Shop)!.Refusal!.Reason);
        Assert.Null(cache.Find(Shop)!.Resource);
    }

    private string? Reason() => (string?)cache.Find(Shop)!.Status?["reason"];

    private static JsonObject Item(int version, string? reason = null, string identity = "one") => JsonNode.Parse($$"""
        {
          "apiVersion": "postrider.dev/v1alpha1", "kind": "Endpoint",
          "metadata": {"namespace": "shop", "name": "billing", "uid": "{{identity}}", "generation": 1, "resourceVersion": "{{version}}"},
          "spec": {"url": "https://example.com/a"},
          "status": {"reason": "{{reason}}"}
        }
        """)!.AsObject();
}
