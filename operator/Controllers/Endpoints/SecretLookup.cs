using Postrider.Core.Model;
using Postrider.Core.Secrets;
using Postrider.Operator.Runtime;
using Postrider.Operator.Sources;

namespace Postrider.Operator.Controllers.Endpoints;

/// <summary>Reads what an Endpoint takes from Secrets and ConfigMaps, or says which is missing.</summary>
internal sealed class SecretLookup(IResourceSource source, SecretBox box)
{
    public async Task<(EndpointSecrets Values, Verdict? Refusal)> ReadAsync(string space, IReadOnlyList<SecretNeed> needs, CancellationToken cancel)
    {
        var values = new Dictionary<SecretNeed, string>();
        foreach (var need in needs)
        {
            var (value, refusal) = await ReadAsync(space, need, cancel);
            if (refusal is not null)
            {
                return (EndpointSecrets.None, refusal);
            }

            values[need] = value!;
        }

        return (new EndpointSecrets(values), null);
    }

    private async Task<(string? Value, Verdict? Refusal)> ReadAsync(string space, SecretNeed need, CancellationToken cancel)
    {
        if (need.IsSealed && !box.CanSeal)
        {
            return (null, new Verdict(Reasons.NoEncryptionKey, $"{need.Path}: no key to seal secrets with is configured (Encryption:Keys)."));
        }

        var reader = need.IsPublic ? source.ConfigMaps : source.Secrets;
        return await reader.ReadAsync(new ResourceName(space, need.Name), need.Key, cancel) switch
        {
            ValueReading.Found found => (found.Value, null),
            ValueReading.NotFound => (null, NotFound(need, space)),
            _ => (null, KeyNotFound(need)),
        };
    }

    // One sentence for both ways of not being there, so that nobody learns from it which Secrets there are.
    private static Verdict NotFound(SecretNeed need, string space) => need.IsPublic
        ? new(Reasons.ConfigMapNotFound, $"{need.Path}.name: there is no ConfigMap '{need.Name}' in namespace '{space}'.")
        : new(Reasons.SecretNotFound, $"{need.Path}.name: there is no Secret '{need.Name}' with the label {SecretUse.Label}: \"{SecretUse.Value}\" in namespace '{space}'. "
            + $"If it is there, add the label: kubectl label secret {need.Name} -n {space} {SecretUse.Label}={SecretUse.Value}");

    private static Verdict KeyNotFound(SecretNeed need) => need.IsPublic
        ? new(Reasons.ConfigMapKeyNotFound, $"{need.KeyPath}: ConfigMap '{need.Name}' has no key '{need.Key}' in its data.")
        : new(Reasons.SecretKeyNotFound, $"{need.KeyPath}: Secret '{need.Name}' has no key '{need.Key}' with a text.");
}
