using Postrider.Core.Model;
using Postrider.Dispatcher.Topics;

namespace Postrider.Dispatcher.Tests.Topics;

public sealed class TopicMembersTests
{
    [Theory]
    [InlineData("", "a=1 2", "a=1 2")]
    [InlineData("a=1 2", "3 b=4", "a=1 2 3 b=4")]
    [InlineData("a=1 2", "a=3", "a=3 2")] // known by name: its URL is updated
    [InlineData("a=1 2", "b=1", "b=1 2")] // known by URL: its name is updated
    [InlineData("a=1 2", "1", "a=1 2")] // no name given takes none away
    [InlineData("a=1 2", "b=2", "a=1 b=2")]
    [InlineData("1", "1 1", "1")]
    [InlineData("", "1 a=1 1", "a=1")]
    [InlineData("a=1 b=2", "a=2 b=1", "a=2 b=1")] // they change places
    public void A_member_is_known_by_its_name_else_by_its_url(string members, string added, string expected) =>
        Assert.Equal(expected, Text(TopicMembers.Add(Subscribers(members), Members(added), most: 5).Members!));

    [Theory]
    [InlineData("a=1 b=2", "a=2", 0)]
    [InlineData("a=1 2", "c=3 a=2", 1)]
    public void A_url_that_another_member_has_is_refused(string members, string added, int item)
    {
        var (result, refusal) = TopicMembers.Add(Subscribers(members), Members(added), most: 5);
        Assert.Null(result);
        Assert.Equal(400, refusal!.Status);
        Assert.StartsWith($"endpoints[{item}].url: ", refusal.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1 2 3 4 5", "6")]
    [InlineData("", "1 2 3 4 5 6")]
    [InlineData("1 2 3 4 5 6", "7")] // as many as there are may stay, when the limit was another
    public void More_than_allowed_are_refused(string members, string added) =>
        Assert.Equal(412, TopicMembers.Add(Subscribers(members), Members(added), most: 5).Refusal!.Status);

    [Theory]
    [InlineData("1 2 3 4 5 6", "a=6", "1 2 3 4 5 a=6")]
    [InlineData("1 2 3 4", "4 5 5 1", "1 2 3 4 5")]
    public void Who_is_there_already_makes_no_more(string members, string added, string expected) =>
        Assert.Equal(expected, Text(TopicMembers.Add(Subscribers(members), Members(added), most: 5).Members!));

    [Theory]
    [InlineData("a=1 2 b=3", "a=", "2 b=3")]
    [InlineData("a=1 2 b=3", "2 3", "a=1")]
    [InlineData("a=1 2", "a=1 2", "")]
    [InlineData("a=1 2", "c=9 7", "a=1 2")]
    [InlineData("a=1 2", "c=1", "2")]
    public void A_member_is_removed_by_its_name_or_its_url(string members, string removed, string expected) =>
        Assert.Equal(expected, Text(TopicMembers.Remove(Subscribers(members), Members(removed))));

    private static List<TopicSubscriber> Subscribers(string text) => [.. Members(text).Select(member => new TopicSubscriber { Name = member.Name, Url = member.Url })];

    private static List<TopicMember> Members(string text) => [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(part => part.Split('=')).Select(
        parts => parts.Length == 1 ? new TopicMember(null, parts[0]) : new TopicMember(parts[0], parts[1].Length == 0 ? null : parts[1]))];

    private static string Text(IReadOnlyList<TopicSubscriber> members) =>
        string.Join(' ', members.Select(member => member.Name is null ? member.Url : $"{member.Name}={member.Url}"));
}
