using System.Collections.Frozen;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Postrider.Dispatcher.Auth;

/// <summary>The namespace that a token speaks for, and whether it may only read.</summary>
public sealed record TokenGrant(string Namespace, bool ReadOnly);

/// <summary>What a bearer token grants. Tokens are looked up by their hash, and compared in fixed time, so timing tells nothing about them.</summary>
public sealed class TokenTable
{
    private const string DefaultNamespace = "default";
    private const string DefaultUser = "defaultUser";
    private readonly FrozenDictionary<string, TokenGrant> grants;
    private Tuple<string, TokenGrant>? last; // requests in a row mostly bring one token, and a hash costs more than a comparison

    public TokenTable(IOptions<AuthOptions> options, IHostEnvironment environment)
    {
        var tokens = environment.IsDevelopment() ? options.Value.Tokens.Concat(DevelopmentUsers.Tokens) : options.Value.Tokens;
        grants = options.Value.ReadOnlyTokens.Select(token => (Token: token, ReadOnly: true)).Concat(tokens.Select(token => (Token: token, ReadOnly: false)))
            .DistinctBy(token => token.Token, StringComparer.Ordinal) // a token of both lists, or one that is well known, only reads
            .ToFrozenDictionary(token => HashOf(token.Token), token => new TokenGrant(NamespaceOf(token.Token), token.ReadOnly), StringComparer.Ordinal);
    }

    /// <summary>What the token grants; null when it is not accepted.</summary>
    public TokenGrant? Find(string token)
    {
        if (Volatile.Read(ref last) is { } seen && AreSame(seen.Item1, token))
        {
            return seen.Item2;
        }

        var grant = grants.GetValueOrDefault(HashOf(token));
        if (grant is not null)
        {
            Volatile.Write(ref last, Tuple.Create(token, grant));
        }

        return grant;
    }

    // UserID as the protocol has it: it is the namespace, and defaultUser is `default`. Namespaces are lower case.
    internal static string NamespaceOf(string token)
    {
        try
        {
            using var document = JsonDocument.Parse(Convert.FromBase64String(Padded(token)));
            var user = document.RootElement.GetProperty("UserID").GetString();
            return user is null or "" or DefaultUser ? DefaultNamespace : user.ToLowerInvariant();
        }
        catch (Exception exception) when (exception is FormatException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return DefaultNamespace;
        }
    }

    // As most programs read it: in either alphabet, and with or without what fills it up.
    private static string Padded(string token) => token.Replace('-', '+').Replace('_', '/') + new string('=', (4 - (token.Length % 4)) % 4);

    private static bool AreSame(string one, string other) =>
        CryptographicOperations.FixedTimeEquals(MemoryMarshal.AsBytes(one.AsSpan()), MemoryMarshal.AsBytes(other.AsSpan()));

    private static string HashOf(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
