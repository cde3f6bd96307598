using System.Security.Cryptography;
using System.Text;
using Postrider.Core.Model;
using Postrider.Core.Store;

namespace Postrider.Core.Tests.Store;

/// <summary>Messages and sessions with what a test does not care about filled in.</summary>
internal static class TestMessage
{
    private const long CreatedAtMs = 1_700_000_000_000;

    public static byte[] NewSession() => RandomNumberGenerator.GetBytes(8);

    public static NewMessage To(string host, string ns = "shop") => New(ns, message => message with { Url = $"https://{host}/in" });

    public static NewMessage ToEndpoint(string name, string ns = "shop") => New(ns, message => message with { Endpoint = name });

    public static NewMessage WithFlow(this NewMessage message, string key, int parallelism = 0, int rate = 0, long periodMs = 1000) =>
        message with { Message = message.Message with { FlowKey = key, FlowLimits = new FlowLimits(parallelism, rate, periodMs) } };

    public static NewMessage WithDeduplication(this NewMessage message, string id, long windowMs) =>
        message with { Deduplication = Deduplication.ById(message.Message.Namespace, id, "", windowMs) };

    public static NewMessage InQueue(this NewMessage message, string queue) => message with { Message = message.Message with { Queue = queue } };

    public static Settlement.Bury Bury(Lease lease, string error, DateTimeOffset? at = null) => new(lease, DeadLetterId.Of(lease.Message.Id, at ?? DateTimeOffset.UtcNow), DeadLetter(error));

    private static byte[] DeadLetter(string error) => new DeadLetterReason { Error = error, ResponseStatus = 500, Retried = 3, MaxRetries = 3 }.ToBytes();

    private static NewMessage New(string ns, Func<Message, Message> with) => new()
    {
        Message = with(new Message
        {
            Id = MessageId.New(Partitioning.PartitionOf(ns, 4)),
            Namespace = ns,
            Body = Encoding.UTF8.GetBytes("body"),
            CreatedAtMs = CreatedAtMs,
            NotBeforeMs = CreatedAtMs,
        }),
    };
}
