using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Postrider.Core.Model;
using Postrider.Operator.Runtime;

namespace Postrider.Operator.Sources.Kubernetes;

/// <summary>
/// Reads Secrets when they are asked for and keeps those until they change, so that memory holds referenced ones only. Their
/// changes come from a watch of metadata.
/// </summary>
internal sealed class KubernetesSecrets : ISecretReader
{
    // Throws on bytes that are no text, instead of replacing them.
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private readonly ConcurrentDictionary<ResourceName, Task<JsonObject?>> read = new();
    private readonly KubernetesApi api;

    public KubernetesSecrets(KubernetesApi api)
    {
        this.api = api;
        Sink = new SecretSink(Forget);
    }

    public event Action<ResourceName>? Changed;

    public IWatchSink Sink { get; }

    public async Task<SecretReading> ReadAsync(ResourceName secret, string key, CancellationToken cancel)
    {
        var reading = read.GetOrAdd(secret, name => api.FindAsync(ApiResources.Secrets.ObjectPath(name), CancellationToken.None));
        try
        {
            return Find(await reading.WaitAsync(cancel), key);
        }
        catch (Exception) when (reading.IsFaulted || reading.IsCanceled)
        {
            read.TryRemove(KeyValuePair.Create(secret, reading));
            throw;
        }
    }

    private static SecretReading Find(JsonObject? secret, string key)
    {
        if (secret is null)
        {
            return new SecretReading.SecretNotFound();
        }

        return secret["data"]?[key] is JsonValue value && Decode(value.ToString()) is { } text
            ? new SecretReading.Found(text)
            : new SecretReading.SecretKeyNotFound();
    }

    private static string? Decode(string base64)
    {
        try
        {
            return Strict.GetString(Convert.FromBase64String(base64));
        }
        catch (Exception exception) when (exception is FormatException or DecoderFallbackException)
        {
            return null;
        }
    }

    private void Forget(ResourceName name)
    {
        read.TryRemove(name, out _);
        Changed?.Invoke(name);
    }
}
