using Microsoft.Extensions.Options;

namespace Postrider.Core.Secrets;

/// <summary>Keys for secret values in Redis (<c>Encryption:Keys:&lt;id&gt;</c> = 32 bytes in base64).</summary>
public sealed class EncryptionOptions
{
    public const string Section = "Encryption";

    /// <summary>Used in development only, when no key is configured.</summary>
    public const string DevelopmentKey = "cG9zdHJpZGVyLWRldmVsb3BtZW50LWtleS0zMi1ieXQ=";

    public Dictionary<string, string> Keys { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Which key seals; may be left out when there is exactly one.</summary>
    public string? CurrentKeyId { get; set; }
}

/// <summary>Reports every wrong key setting at once.</summary>
public sealed class EncryptionOptionsValidator : IValidateOptions<EncryptionOptions>
{
    public ValidateOptionsResult Validate(string? name, EncryptionOptions options)
    {
        var errors = options.Keys.Where(key => !Is32Bytes(key.Value))
            .Select(key => $"Encryption:Keys:{key.Key} must be 32 bytes in base64.").ToList();
        if (options.Keys.Count > 1 && options.CurrentKeyId is null)
        {
            errors.Add("Encryption:CurrentKeyId must name one of Encryption:Keys when there are several.");
        }
        else if (options.CurrentKeyId is { } id && !options.Keys.ContainsKey(id))
        {
            errors.Add($"Encryption:CurrentKeyId is '{id}', which is not among Encryption:Keys.");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static bool Is32Bytes(string text)
    {
        var buffer = new byte[64];
        return Convert.TryFromBase64String(text, buffer, out var written) && written == 32;
    }
}
