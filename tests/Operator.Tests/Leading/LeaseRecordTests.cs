using System.Text.Json.Nodes;
using Postrider.Operator.Leading;

namespace Postrider.Operator.Tests.Leading;

public sealed class LeaseRecordTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void What_is_taken_is_read_again()
    {
        var taken = LeaseRecord.Read(LeaseRecord.New("one").Taken("me", 7, TimeSpan.FromSeconds(15), Now));
        Assert.Equal(("me", 7, TimeSpan.FromSeconds(15)), (taken.Holder, taken.Transitions, taken.Duration));
        Assert.Equal("2026-01-02T03:04:05.000000Z", (string?)taken.Item["spec"]!["renewTime"]);
    }

    [Fact]
    public void A_released_one_has_no_holder_and_keeps_its_number()
    {
        var released = LeaseRecord.Read(LeaseRecord.Read(LeaseRecord.New("one").Taken("me", 7, TimeSpan.FromSeconds(15), Now)).Released(Now));
        Assert.Null(released.Holder);
        Assert.Equal(7, released.Transitions);
    }

    [Fact]
    public void What_others_put_into_the_object_stays()
    {
        var item = JsonNode.Parse("""{"metadata": {"name": "one", "labels": {"a": "b"}}, "spec": {"strategy": "OldestEmulationVersion"}}""")!.AsObject();
        var taken = LeaseRecord.Read(item).Taken("me", 1, TimeSpan.FromSeconds(15), Now);
        Assert.Equal("b", (string?)taken["metadata"]!["labels"]!["a"]);
        Assert.Equal("OldestEmulationVersion", (string?)taken["spec"]!["strategy"]);
        Assert.False(item["spec"]!.AsObject().ContainsKey("holderIdentity"));
    }
}
