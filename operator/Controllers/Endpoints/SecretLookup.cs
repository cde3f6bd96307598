using Postrider.Core.Model;
using Postrider.Core.Secrets;
using Postrider.Operator.Runtime;
using Postrider.Operator.Sources;

namespace Postrider.Operator.Controllers.Endpoints;

/// <summary>Reads what an Endpoint takes from Secrets, or says which is missing.</summary>
internal sealed class SecretLookup(ISecretReader secrets, SecretBox box)
{
    public async Task<(EndpointSecrets Values, Verdict? Refusal)> ReadAsync(string space, IReadOnlyList<SecretNeed> needs, CancellationToken cancel)
    {
        string? url = null;
        var headers = new Dictionary<string, string>();
        foreach (var need in needs)
        {
            var (value, refusal) = await ReadAsync(space, need, cancel);
            if (refusal is not null)
            {
                return (EndpointSecrets.None, refusal);
            }

            if (need.Header is null)
            {
                url = value;
            }
            else
            {
                headers[need.Header] = value!;
            }
        }

        return (new EndpointSecrets(url, headers), null);
    }

    private async Task<(string? Value, Verdict? Refusal)> ReadAsync(string space, SecretNeed need, CancellationToken cancel)
    {
        if (!box.CanSeal)
        {
            return (null, new Verdict(Reasons.NoEncryptionKey, $"{need.Path}: no key to seal secrets with is configured (Encryption:Keys)."));
        }

        return await secrets.ReadAsync(new ResourceName(space, need.Key.Name), need.Key.Key, cancel) switch
        {
            SecretReading.Found found => (found.Value, null),
            SecretReading.SecretNotFound => (null, new Verdict(
                Reasons.SecretNotFound, $"{need.Path}.name: {NotFound(need.Key.Name, space)}")),
            _ => (null, new Verdict(
                Reasons.SecretKeyNotFound, $"{need.Path}.key: Secret '{need.Key.Name}' has no key '{need.Key.Key}' with a text.")),
        };
    }

    // One sentence for both, so that nobody learns from it which Secrets there are.
    private static string NotFound(string name, string space) =>
        $"there is no Secret '{name}' with the label {SecretUse.Label}: \"{SecretUse.Value}\" in namespace '{space}'. "
        + $"If it is there, add the label: kubectl label secret {name} -n {space} {SecretUse.Label}={SecretUse.Value}";
}
