using System.Buffers.Text;
using System.Text;

namespace Postrider.Dispatcher.Tests.Auth.InCluster;

/// <summary>Texts that look like JWTs, signed by nobody.</summary>
internal static class TestToken
{
    public const string Header = """{"alg":"RS256","kid":"x"}""";

    public static string Of(string header, string payload, string signature = "c2lnbmF0dXJl") => $"{Part(header)}.{Part(payload)}.{signature}";

    /// <summary>One that a ServiceAccount might have.</summary>
    public static string Of(DateTimeOffset expiresAt, string audience = "postrider", string id = "1") => Of(Header, Payload(expiresAt.ToUnixTimeSeconds(), $"[\"{audience}\"]", id));

    public static string Payload(long expiry, string audiences, string id = "1") =>
        $$"""{"aud":{{audiences}},"exp":{{expiry}},"sub":"system:serviceaccount:shop:web","jti":"{{id}}"}""";

    private static string Part(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
