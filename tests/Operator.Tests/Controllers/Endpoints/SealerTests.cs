using Postrider.Core.Model;
using Postrider.Core.Secrets;
using Postrider.Operator.Controllers.Endpoints;

namespace Postrider.Operator.Tests.Controllers.Endpoints;

public sealed class SealerTests
{
    private const string OtherKey = "b3RoZXIta2V5LW90aGVyLWtleS1vdGhlci1rZXktMzI=";
    private static readonly ResourceName Name = new("default", "one");
    private readonly SecretBox box = Box("a");

    [Fact]
    public void A_value_that_is_live_already_is_kept()
    {
        var before = new Sealer(box, null).Url(Name, "x");
        Assert.Equal(before, new Sealer(box, Live(before)).Url(Name, "x"));
        Assert.NotEqual(before, new Sealer(box, Live(before)).Url(Name, "y"));
    }

    [Fact]
    public void A_value_under_an_old_key_is_sealed_anew()
    {
        var before = new Sealer(box, null).Url(Name, "x");
        Assert.StartsWith("b:", new Sealer(Box("b"), Live(before)).Url(Name, "x"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_of_another_Endpoint_is_not_taken_over()
    {
        var before = new Sealer(box, null).Url(new("default", "two"), "x");
        Assert.NotEqual(before, new Sealer(box, Live(before)).Url(Name, "x"));
    }

    private static EndpointDefinition Live(string sealedUrl) => new() { Namespace = "default", Name = "one", Source = "test", SealedUrl = sealedUrl };

    private static SecretBox Box(string current) =>
        new(new EncryptionOptions { Keys = { ["a"] = EncryptionOptions.DevelopmentKey, ["b"] = OtherKey }, CurrentKeyId = current });
}
