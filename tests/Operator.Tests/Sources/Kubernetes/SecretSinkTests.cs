using System.Text.Json.Nodes;
using Postrider.Core.Model;
using Postrider.Operator.Sources.Kubernetes;

namespace Postrider.Operator.Tests.Sources.Kubernetes;

public sealed class SecretSinkTests
{
    private static readonly ResourceName Keys = new("shop", "keys");
    private readonly List<ResourceName> changed = [];
    private readonly SecretSink sink;

    public SecretSinkTests() => sink = new SecretSink(changed.Add);

    [Fact]
    public void ANewVersionIsAChangeAndTheSameAgainIsNone()
    {
        sink.Set(Item("1"));
        sink.Set(Item("1"));
        sink.Set(Item("2"));

        Assert.Equal([Keys, Keys], changed);
    }

    [Fact]
    public void AListTellsOnlyWhatDiffers()
    {
        sink.Replace([Item("1")], space: null);
        sink.Replace([Item("1")], space: null);
        Assert.Equal([Keys], changed);

        sink.Replace([], space: "another");
        Assert.Equal([Keys], changed);

        sink.Replace([], space: "shop");
        Assert.Equal([Keys, Keys], changed);
    }

    [Fact]
    public void ARemovalIsAChange()
    {
        sink.Remove(Item("1"));
        Assert.Equal([Keys], changed);
    }

    private static JsonObject Item(string version) =>
        JsonNode.Parse($$"""{"metadata": {"namespace": "shop", "name": "keys", "resourceVersion": "{{version}}"} }""")!.AsObject();
}
