using System.Text;

namespace Postrider.TestKit.Dispatching;

/// <summary>Bearer tokens of namespaces.</summary>
public static class Tokens
{
    /// <summary>The well-known development token of the namespace <c>default</c>.</summary>
    public static readonly string Default = Of("defaultUser", "defaultPassword");

    public static string Of(string ns, string password = "testPassword") =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes($$"""{"UserID":"{{ns}}","Password":"{{password}}"}"""));
}
