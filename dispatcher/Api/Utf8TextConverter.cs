using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Postrider.Dispatcher.Api;

/// <summary>Reads a JSON text as the UTF-8 bytes that it stands for.</summary>
internal sealed class Utf8TextConverter : JsonConverter<byte[]>
{
    public override byte[] Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            throw new JsonException();
        }

        var most = reader.HasValueSequence ? (int)reader.ValueSequence.Length : reader.ValueSpan.Length; // escaped it is longer
        var buffer = ArrayPool<byte>.Shared.Rent(most);
        try
        {
            return buffer[..reader.CopyString(buffer)];
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public override void Write(Utf8JsonWriter writer, byte[] value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
