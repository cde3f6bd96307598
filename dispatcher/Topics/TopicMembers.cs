using Postrider.Core.Model;
using Postrider.Dispatcher.Protocol;

namespace Postrider.Dispatcher.Topics;

/// <summary>Who is in a URL group. A member is the one of the same name where one is given and known, else the one of the same URL.</summary>
internal static class TopicMembers
{
    /// <summary>The group's members with <paramref name="added"/>, in the order in which they came; 400 when two would have one URL, 412 when more come to be than <paramref name="most"/>.</summary>
    public static (IReadOnlyList<TopicSubscriber>? Members, Refusal? Refusal) Add(IReadOnlyList<TopicSubscriber> members, IReadOnlyList<TopicMember> added, int most)
    {
        var result = members.ToList();
        foreach (var member in added)
        {
            if (result.Count > Math.Max(most, members.Count))
            {
                break;
            }

            if (Find(result, member) is >= 0 and var at)
            {
                result[at] = new() { Name = member.Name ?? result[at].Name, Url = member.Url };
            }
            else
            {
                result.Add(new() { Name = member.Name, Url = member.Url });
            }
        }

        return result.Count > Math.Max(most, members.Count) ? (null, new(412, $"quota maxTopicEndpoints exceeded, current limit: {most}"))
            : Twice(result, added) is { } refusal ? (null, refusal)
            : (result, null);
    }

    /// <summary>The group's members without <paramref name="removed"/>; one that is not there is no matter.</summary>
    public static IReadOnlyList<TopicSubscriber> Remove(IReadOnlyList<TopicSubscriber> members, IReadOnlyList<TopicMember> removed)
    {
        var result = members.ToList();
        foreach (var member in removed)
        {
            if (Find(result, member) is >= 0 and var at)
            {
                result.RemoveAt(at);
            }
        }

        return result;
    }

    private static int Find(List<TopicSubscriber> members, TopicMember member)
    {
        var named = member.Name is null ? -1 : members.FindIndex(candidate => candidate.Name == member.Name);
        return named >= 0 || member.Url is null ? named : members.FindIndex(candidate => candidate.Url == member.Url);
    }

    // A named member took the URL of another one: which of the two is meant later could not be told.
    private static Refusal? Twice(List<TopicSubscriber> members, IReadOnlyList<TopicMember> added)
    {
        var urls = new HashSet<string>(StringComparer.Ordinal);
        var twice = members.Where(member => !urls.Add(member.Url!)).Select(member => member.Url).FirstOrDefault();
        var item = added.Index().LastOrDefault(entry => entry.Item.Url == twice).Index;
        return twice is null ? null : new(400, $"endpoints[{item}].url: another endpoint of the group has this URL");
    }
}
