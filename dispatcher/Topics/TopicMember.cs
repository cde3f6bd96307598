namespace Postrider.Dispatcher.Topics;

/// <summary>An endpoint of a URL group as a request names it: by its name, by its URL, or by both.</summary>
internal readonly record struct TopicMember(string? Name, string? Url);
