using Postrider.Core.Model;

namespace Postrider.Dispatcher.Publishing;

/// <summary>Where a publish goes.</summary>
internal abstract record Destination
{
    private Destination()
    {
    }

    public sealed record ToUrl(string Url) : Destination;

    public sealed record ToEndpoint(ResourceName Endpoint) : Destination;

    public sealed record ToTopic(TopicDefinition Topic) : Destination;
}
