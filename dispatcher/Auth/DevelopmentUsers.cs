using System.Text;

namespace Postrider.Dispatcher.Auth;

/// <summary>The well-known users of QStash development servers; accepted in development only.</summary>
internal static class DevelopmentUsers
{
    /// <summary>Token of <c>defaultUser</c>, the namespace <c>default</c>.</summary>
    public static readonly string DefaultToken = Token("defaultUser", "defaultPassword");

    public static IEnumerable<string> Tokens =>
        Enumerable.Range(1, 3).Select(number => Token($"testUser{number}", "testPassword")).Prepend(DefaultToken);

    private static string Token(string user, string password) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes($$"""{"UserID":"{{user}}","Password":"{{password}}"}"""));
}
