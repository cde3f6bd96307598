using Postrider.Core.Model;
using Postrider.Core.Registry;
using Postrider.Core.Secrets;
using Postrider.Core.Store;
using Postrider.Dispatcher.Publishing;

namespace Postrider.Dispatcher.Scheduling;

/// <summary>Makes a schedule of a publish that is to be repeated.</summary>
internal static class ScheduleFactory
{
    private const int RandomCharacters = 28;

    /// <param name="publication">What to send, with a cron expression.</param>
    /// <param name="destination">As it was written.</param>
    public static ScheduleDefinition Make(Publication publication, string destination)
    {
        var (settings, cron) = (publication.Settings, publication.Settings.Cron!);
        var (owner, url, endpoint, topic) = publication.Destination switch
        {
            Destination.ToUrl to => (publication.Caller, to.Url, (string?)null, (string?)null),
            Destination.ToEndpoint to => (to.Endpoint.Namespace, null, to.Endpoint.Name, null),
            Destination.ToTopic to => (to.Topic.Namespace, null, null, to.Topic.Name),
            _ => throw new InvalidOperationException(publication.Destination.ToString()),
        };
        return new()
        {
            Namespace = publication.Caller,
            Name = settings.ScheduleId ?? NewId(),
            Source = DefinitionSource.Api,
            Cron = cron.Cron,
            TimeZone = cron.TimeZone,
            CronText = cron.Text,
            Owner = owner == publication.Caller ? null : owner,
            Url = url,
            Endpoint = endpoint,
            Topic = topic,
            Destination = destination,
            DelayMs = settings.DelayMicros / 1000,
            Template = MessageTemplate.Write(TemplateOf(publication, owner)),
        };
    }

    // The message of the first firing, as if it went to an Endpoint without a name. A deduplication id would swallow the second one.
    private static Message TemplateOf(Publication publication, string owner)
    {
        var nowhere = publication with { Destination = new Destination.ToEndpoint(new(owner, "")) };
        var message = MessageFactory.Make(nowhere, RegistrySnapshot.Empty, partitions: 1, windowMs: 0)[0].New.Message;
        return message with { NotBeforeMs = publication.Settings.NotBeforeMicros / 1000 };
    }

    private static string NewId() => "scd_" + RandomText.Base58(RandomCharacters);
}
