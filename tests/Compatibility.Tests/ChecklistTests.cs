namespace Postrider.Compatibility.Tests;

public sealed class ChecklistTests
{
    [Fact]
    public void Its_items_are_numbered_from_1_to_162_in_eleven_groups()
    {
        var items = Checklist.Load();
        Assert.Equal(Enumerable.Range(1, 162), items.Select(item => item.Number));
        Assert.Equal("ABCDEFGHIJK", string.Concat(items.Select(item => item.Group[0]).Distinct()));
    }
}
