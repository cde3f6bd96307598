namespace Postrider.Operator.Controllers.Endpoints;

/// <summary>What an Endpoint takes from Secrets and ConfigMaps. A class, not a record: it must not print its values.</summary>
internal sealed class EndpointSecrets(IReadOnlyDictionary<SecretNeed, string> values)
{
    public static readonly EndpointSecrets None = new(new Dictionary<SecretNeed, string>());

    /// <summary>The value of a need; null for none.</summary>
    public string? Find(SecretNeed? need) => need is null ? null : values[need];
}
