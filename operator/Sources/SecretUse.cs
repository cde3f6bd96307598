using System.Text.Json.Nodes;

namespace Postrider.Operator.Sources;

/// <summary>
/// Only a Secret that says so is used: whoever may write an Endpoint must not be able to send any Secret of the namespace anywhere. One
/// without the label counts as not there.
/// </summary>
internal static class SecretUse
{
    public const string Label = "postrider.dev/use";
    public const string Value = "true";

    /// <summary>Whether the owner of the Secret lets Postrider use it.</summary>
    public static bool IsAllowed(JsonObject secret) =>
        secret["metadata"]?["labels"]?[Label] is JsonValue value && value.TryGetValue<string>(out var text) && text == Value;
}
