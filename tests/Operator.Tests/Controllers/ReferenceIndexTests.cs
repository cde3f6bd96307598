using Postrider.Core.Model;
using Postrider.Operator.Controllers;

namespace Postrider.Operator.Tests.Controllers;

public sealed class ReferenceIndexTests
{
    private static readonly Referrer Topic = new(ResourceKind.Topic, new("a", "topic"));
    private static readonly Reference Old = Reference.ToEndpoint(new("a", "old"));
    private static readonly Reference New = Reference.ToEndpoint(new("a", "new"));
    private readonly ReferenceIndex index = new();

    [Fact]
    public void What_is_referred_to_need_not_exist()
    {
        index.Set(Topic, [Old, Old]);
        Assert.Equal([Topic], index.ReferrersOf(Old));
        Assert.Empty(index.ReferrersOf(Reference.ToTopic(new("a", "old"))));
        Assert.Empty(index.ReferrersOf(Reference.ToEndpoint(new("b", "old"))));
    }

    [Fact]
    public void A_new_set_replaces_the_old_one()
    {
        index.Set(Topic, [Old]);
        index.Set(Topic, [New]);
        Assert.Empty(index.ReferrersOf(Old));
        Assert.Equal([Topic], index.ReferrersOf(New));
    }

    [Fact]
    public void What_is_deleted_refers_to_nothing()
    {
        index.Set(Topic, [Old]);
        index.Forget(Topic);
        Assert.Empty(index.ReferrersOf(Old));
    }
}
