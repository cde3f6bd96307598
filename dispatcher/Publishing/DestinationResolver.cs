using Postrider.Core.Decisions;
using Postrider.Core.Model;
using Postrider.Core.Registry;
using Postrider.Dispatcher.Protocol;

namespace Postrider.Dispatcher.Publishing;

/// <summary>Reads a destination: a URL, <c>topic/name</c>, <c>endpoint/name</c>, or a plain name; a name is the caller's, or <c>name.namespace</c>.</summary>
internal static class DestinationResolver
{
    private const string TopicPrefix = "topic/";
    private const string EndpointPrefix = "endpoint/";

    /// <summary>The destination, or why there is none: 404 for a name that nothing has, 400 for what is no destination.</summary>
    public static (Destination? Destination, Refusal? Refusal) Resolve(string text, string ns, RegistrySnapshot registry, bool loopbackAllowed)
    {
        if (DestinationUrl.HasScheme(text))
        {
            return ToUrl(text, loopbackAllowed);
        }

        if (text.Length == 0)
        {
            return Refuse(400, "a URL, Topic or Endpoint is expected");
        }

        if (text.StartsWith(TopicPrefix, StringComparison.OrdinalIgnoreCase))
        {
            return Named(text[TopicPrefix.Length..], ns, registry, topics: true, endpoints: false);
        }

        return text.StartsWith(EndpointPrefix, StringComparison.OrdinalIgnoreCase)
            ? Named(text[EndpointPrefix.Length..], ns, registry, topics: false, endpoints: true)
            : Named(text, ns, registry, topics: true, endpoints: true);
    }

    /// <summary>Whether it is a plain name or <c>topic/name</c>, which may be that of a Topic.</summary>
    public static bool MayBeTopic(string text) => IsName(TopicPart(text));

    /// <summary>The Topics that the text may mean, the likelier first.</summary>
    public static IEnumerable<ResourceName> TopicNames(string text, string ns) => MayBeTopic(text) ? Candidates(TopicPart(text), ns) : [];

    /// <summary>Whether it starts with the prefix of a kind.</summary>
    public static bool SaysItsKind(string text) =>
        text.StartsWith(TopicPrefix, StringComparison.OrdinalIgnoreCase) || text.StartsWith(EndpointPrefix, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whom a name that nothing has was meant for: another namespace where it names one. Null when it is no name.</summary>
    public static ResourceName? LikeliestName(string text, string ns)
    {
        var name = SaysItsKind(text) ? text[(text.IndexOf('/', StringComparison.Ordinal) + 1)..] : text;
        return IsName(name) ? Candidates(name, ns).Last() : null;
    }

    private static (Destination?, Refusal?) ToUrl(string text, bool loopbackAllowed) =>
        DestinationAddress.ProblemOf(text, loopbackAllowed) is { } problem ? Refuse(400, problem) : (new Destination.ToUrl(text), null);

    private static string TopicPart(string text) => text.StartsWith(TopicPrefix, StringComparison.OrdinalIgnoreCase) ? text[TopicPrefix.Length..] : text;

    private static (Destination?, Refusal?) Named(string text, string ns, RegistrySnapshot registry, bool topics, bool endpoints)
    {
        if (!IsName(text))
        {
            return Refuse(400, "endpoint has invalid scheme, add http:// or https://");
        }

        foreach (var name in Candidates(text, ns))
        {
            var topic = topics ? registry.Topics.GetValueOrDefault(name) : null;
            var endpoint = endpoints && registry.Endpoints.ContainsKey(name);
            if (topic is not null && endpoint)
            {
                return Refuse(400, $"'{text}' is both a Topic and an Endpoint; use {TopicPrefix}{text} or {EndpointPrefix}{text}");
            }

            if (topic is not null || endpoint)
            {
                return (topic is not null ? new Destination.ToTopic(topic) : new Destination.ToEndpoint(name), null);
            }
        }

        return Refuse(404, $"{Kinds(topics, endpoints)} '{text}' not found; a URL starts with http:// or https://");
    }

    // The caller's own namespace first, then what stands behind the last dot.
    private static IEnumerable<ResourceName> Candidates(string text, string ns)
    {
        yield return new(ns, text);
        var dot = text.LastIndexOf('.');
        if (dot > 0 && dot < text.Length - 1)
        {
            yield return new(text[(dot + 1)..], text[..dot]);
        }
    }

    private static bool IsName(string text) => NameRules.ProblemOf(text) is null;

    private static string Kinds(bool topics, bool endpoints) => (topics, endpoints) switch
    {
        (true, true) => "Topic or Endpoint",
        (true, false) => "Topic",
        _ => "Endpoint",
    };

    private static (Destination?, Refusal?) Refuse(int status, string error) => (null, new(status, status == 404 ? error : $"invalid destination url: {error}"));
}
