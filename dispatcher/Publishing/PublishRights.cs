using Postrider.Core.Model;
using Postrider.Dispatcher.Auth.Access;
using Postrider.Dispatcher.Protocol;

namespace Postrider.Dispatcher.Publishing;

/// <summary>
/// What a publish needs: to send to its destination, to be called back, to use a queue, to make a schedule. All but the last is asked in the
/// namespace that the message will belong to. What a Topic adds of its own is not the caller's. Pure.
/// </summary>
internal static class PublishRights
{
    /// <param name="destinationText">As the caller wrote it.</param>
    /// <param name="input">As the caller gave it.</param>
    /// <param name="destination">What it was found to be; null when nothing was found.</param>
    /// <param name="ns">The caller's namespace.</param>
    public static IEnumerable<AccessRequest> Of(string destinationText, PublishInput input, Destination? destination, string ns)
    {
        var target = destination switch
        {
            Destination.ToUrl => new(Rights.PublishToUrl, null, ns),
            Destination.ToTopic(var topic) => To(Rights.PublishToTopic, new(topic.Namespace, topic.Name), destinationText, ns),
            Destination.ToEndpoint(var name) => To(Rights.PublishToEndpoint, name, destinationText, ns),
            _ => ToUnknown(destinationText, ns),
        };
        var owner = target?.Namespace ?? ns;
        IEnumerable<AccessRequest?> all = [target, .. OfSettings(input, owner), ScheduleOf(input, ns)];
        return all.OfType<AccessRequest>();
    }

    /// <summary>What a queue and callbacks need, whatever the destination.</summary>
    public static IEnumerable<AccessRequest> OfSettings(PublishInput input, string owner)
    {
        if ((input.Queue ?? input.Settings.GetValueOrDefault(HeaderNames.QueueName)) is { } queue)
        {
            yield return new(Rights.FillQueue, queue, owner);
        }

        if (HasCallback(input))
        {
            yield return new(Rights.PublishToUrl, null, owner);
        }
    }

    private static bool HasCallback(PublishInput input) => input.Settings.ContainsKey(HeaderNames.Callback) || input.Settings.ContainsKey(HeaderNames.FailureCallback)
        || input.Callback?.Settings.ContainsKey(HeaderNames.FailureCallback) == true;

    private static AccessRequest? ScheduleOf(PublishInput input, string ns) => !input.Settings.ContainsKey(HeaderNames.Cron) ? null
        : input.Settings.TryGetValue(HeaderNames.ScheduleId, out var id) ? new(Rights.ChangeSchedule, id, ns) : new(Rights.MakeSchedule, null, ns);

    // In another namespace a plain name tells nothing of what has it.
    private static AccessRequest To(Right right, ResourceName name, string text, string ns) =>
        name.Namespace == ns || DestinationResolver.SaysItsKind(text) ? new(right, name.Name, name.Namespace)
        : ByPlainName(right, name);

    // 404 is for those who might publish if it were there: nobody else learns what there is and is not.
    private static AccessRequest? ToUnknown(string text, string ns) => DestinationResolver.LikeliestName(text, ns) is not { } name ? null
        : !DestinationResolver.SaysItsKind(text) ? ByPlainName(Rights.PublishToTopic, name) with { Or = Rights.PublishToEndpoint }
        : new(DestinationResolver.MayBeTopic(text) ? Rights.PublishToTopic : Rights.PublishToEndpoint, name.Name, name.Namespace);

    private static AccessRequest ByPlainName(Right right, ResourceName name) => new(right, name.Name, name.Namespace)
    {
        Resource = $"{Rights.PublishToTopic.FullResource} or {Rights.PublishToEndpoint.FullResource}",
        Hint = "; a URL starts with http:// or https://",
    };
}
