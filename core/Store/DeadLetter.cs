using System.Text.Json;
using System.Text.Json.Serialization;
using Postrider.Core.Model;

namespace Postrider.Core.Store;

/// <summary>Why a message failed for good, and what its last attempt answered.</summary>
public sealed record DeadLetterReason
{
    public int ResponseStatus { get; init; }

    public IReadOnlyDictionary<string, string[]>? ResponseHeader { get; init; }

    public byte[]? ResponseBody { get; init; }

    /// <summary>In words: what went wrong.</summary>
    public string? Error { get; init; }

    /// <summary>Retries made.</summary>
    public int Retried { get; init; }

    public int MaxRetries { get; init; }

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, DeadLetterJson.Default.DeadLetterReason);

    public static DeadLetterReason FromBytes(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize(json, DeadLetterJson.Default.DeadLetterReason)!;
}

/// <summary>A message that failed for good, kept whole so that it can be replayed.</summary>
public sealed record DeadLetter(string DlqId, Message Message, DeadLetterReason Reason);

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DeadLetterReason))]
internal sealed partial class DeadLetterJson : JsonSerializerContext;
