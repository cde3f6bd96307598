using System.Text.Json;
using System.Text.Json.Serialization;
using Postrider.Core.Model;

namespace Postrider.Core.Store;

/// <summary>Why a message failed for good, and what its last attempt answered.</summary>
public sealed record DeadLetterReason
{
    /// <summary>Stands first in the bytes, see <see cref="StatusIn"/>; 0 = there was no answer.</summary>
    [JsonPropertyOrder(-1)]
    public int ResponseStatus { get; init; }

    public IReadOnlyDictionary<string, string[]>? ResponseHeader { get; init; }

    public byte[]? ResponseBody { get; init; }

    /// <summary>In words: what went wrong.</summary>
    public string? Error { get; init; }

    /// <summary>Retries made.</summary>
    public int Retried { get; init; }

    public int MaxRetries { get; init; }

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, DeadLetterJson.Default.DeadLetterReason);

    /// <summary>The status in what <see cref="ToBytes"/> starts with; 40 bytes of it do.</summary>
    internal static int StatusIn(ReadOnlySpan<byte> start)
    {
        var reader = new Utf8JsonReader(start, isFinalBlock: false, default);
        return reader.Read() && reader.Read() && reader.ValueTextEquals(nameof(ResponseStatus)) && reader.Read() ? reader.GetInt32() : 0;
    }

    public static DeadLetterReason FromBytes(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize(json, DeadLetterJson.Default.DeadLetterReason)!;
}

/// <summary>A message that failed for good, kept whole so that it can be replayed.</summary>
public sealed record DeadLetter(string DlqId, Message Message, DeadLetterReason Reason);

/// <summary>What filters ask of a dead letter; its message is without its body.</summary>
public sealed record DeadLetterHead(string DlqId, Message Message, int ResponseStatus);

/// <summary>What became of sending a dead letter again.</summary>
public enum ReplayOutcome
{
    /// <summary>There is no such dead letter.</summary>
    Unknown,

    /// <summary>It is a message again, now or by an earlier call.</summary>
    Sent,

    /// <summary>It needs a new queue, and as many as allowed exist.</summary>
    TooManyQueues,
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DeadLetterReason))]
internal sealed partial class DeadLetterJson : JsonSerializerContext;
