using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Postrider.Core.Model;
using Postrider.Core.Secrets;
using Postrider.Operator.Runtime;
using Postrider.Operator.Sources.Kubernetes;

namespace Postrider.Operator.Keys;

/// <summary>
/// The Secret of tokens and keys: created when it is absent, never changed. All programs take what they need from it; pods of the others wait
/// until it is there. This one reads it by name, for its own pod could not start to create what it waits for.
/// </summary>
internal sealed partial class SecretOfKeys(
    KubernetesApi api, ResourceName name, KeysOptions options, EncryptionOptions encryption, TimeProvider time, ILogger<SecretOfKeys> logger) : IKeys
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private volatile SecretBox? box;
    private string? told;

    public SecretBox Box => box ?? throw new InvalidOperationException("The keys were not read yet.");

    public async Task EnsureAsync(CancellationToken cancel)
    {
        while ((box = await TryAsync(cancel)) is null)
        {
            await Task.Delay(Interval, time, cancel);
        }
    }

    private async Task<SecretBox?> TryAsync(CancellationToken cancel)
    {
        try
        {
            var keys = KeysOf(await FindOrCreateAsync(cancel));
            var problem = new EncryptionOptionsValidator().Validate(null, keys).Failures?.FirstOrDefault();
            Tell(problem is null ? null : $"the Secret {name} cannot be used: {problem}");
            return problem is null ? new SecretBox(keys) : null;
        }
        catch (Exception exception) when (!cancel.IsCancellationRequested)
        {
            Tell(exception.Message);
            return null;
        }
    }

    // Of two operators at once one creates it, and both read it.
    private async Task<JsonObject> FindOrCreateAsync(CancellationToken cancel)
    {
        var path = ApiResources.Secrets.ObjectPath(name);
        if (await api.FindAsync(path, cancel) is { } there)
        {
            return there;
        }

        try
        {
            await api.PostAsync(ApiResources.Secrets.CollectionPath(name.Namespace), NewSecret(), cancel);
            Created(name);
        }
        catch (KubernetesApiException exception) when (exception.Status == HttpStatusCode.Conflict)
        {
            // somebody was faster
        }

        return await api.GetAsync(path, cancel);
    }

    private JsonObject NewSecret()
    {
        var values = NewKeys.Create(options).Select(value => KeyValuePair.Create(value.Key, (JsonNode?)Convert.ToBase64String(Encoding.UTF8.GetBytes(value.Value))));
        return new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Secret",
            ["metadata"] = new JsonObject { ["name"] = name.Name, ["labels"] = new JsonObject { ["app.kubernetes.io/part-of"] = "postrider" } },
            ["type"] = "Opaque",
            ["data"] = new JsonObject(values),
        };
    }

    private EncryptionOptions KeysOf(JsonObject secret)
    {
        var keys = new EncryptionOptions { CurrentKeyId = encryption.CurrentKeyId };
        foreach (var id in options.Ids)
        {
            var key = NewKeys.EncryptionKeyName(id);
            var value = (string?)secret["data"]?[key] ?? throw new InvalidOperationException($"the Secret {name} has no key {key}: add it, 32 bytes in base64");
            keys.Keys[id] = Encoding.UTF8.GetString(Convert.FromBase64String(value)).Trim();
        }

        return keys;
    }

    // Once for as long as it stays the same.
    private void Tell(string? problem)
    {
        if (problem is not null && problem != told)
        {
            Waits(problem);
        }

        told = problem;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The Secret {Name} was created, with random tokens and keys.")]
    private partial void Created(ResourceName name);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Waiting for keys: {Problem}")]
    private partial void Waits(string problem);
}
