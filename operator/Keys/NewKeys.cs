using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Postrider.Core.Secrets;

namespace Postrider.Operator.Keys;

/// <summary>Content for a new Secret of keys, named as the programs' settings, all of it from the system's cryptographic random numbers.</summary>
internal static class NewKeys
{
    private const int SigningKeyLength = 28; // as the protocol's own, 164 bits
    private const int EncryptionKeyBytes = 32;
    private const int PasswordBytes = 32;

    /// <summary>Values by name.</summary>
    public static IReadOnlyDictionary<string, string> Create(KeysOptions options)
    {
        var values = new Dictionary<string, string>
        {
            ["Signing__CurrentKey"] = SigningKey(),
            ["Signing__NextKey"] = SigningKey(),
        };
        for (var index = 0; index < options.Tokens; index++)
        {
            values[$"Auth__Tokens__{index}"] = Token();
        }

        for (var index = 0; index < options.ReadOnlyTokens; index++)
        {
            values[$"Auth__ReadOnlyTokens__{index}"] = Token();
        }

        foreach (var id in options.Ids)
        {
            values[EncryptionKeyName(id)] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(EncryptionKeyBytes));
        }

        return values;
    }

    public static string EncryptionKeyName(string id) => $"Encryption__Keys__{id}";

    private static string SigningKey() => "sig_" + RandomText.Base58(SigningKeyLength);

    // The protocol's form, which names the namespace: some SDKs read it.
    private static string Token()
    {
        var password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(PasswordBytes));
        return Convert.ToBase64String(Encoding.UTF8.GetBytes(new JsonObject { ["UserID"] = "default", ["Password"] = password }.ToJsonString()));
    }
}
