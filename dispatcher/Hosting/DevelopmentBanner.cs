using Postrider.Dispatcher.Auth;
using Postrider.Dispatcher.Signing;

namespace Postrider.Dispatcher.Hosting;

/// <summary>What to copy into a client's environment; printed in development only.</summary>
internal static class DevelopmentBanner
{
    public static void Print(string url, SigningKeyPair keys) => Console.WriteLine($"""
        QSTASH_URL={url}
        QSTASH_TOKEN={DevelopmentUsers.DefaultToken}
        QSTASH_CURRENT_SIGNING_KEY={keys.Current}
        QSTASH_NEXT_SIGNING_KEY={keys.Next}
        """);
}
