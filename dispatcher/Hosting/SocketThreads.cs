namespace Postrider.Dispatcher.Hosting;

/// <summary>Which threads go on with what waited for a socket. The runtime reads it once, at the first socket: to be called before there is one.</summary>
internal static class SocketThreads
{
    /// <summary>1 = the thread that learnt of the bytes goes on with them; else it hands them to the thread pool. The runtime's own setting.</summary>
    public const string Setting = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    /// <summary>Attempts, outcomes and publishes are short steps between waits, so handing them over costs more than it frees. Nothing in this
    /// program may block a thread that waits for sockets, nor compute on one for long: see <see cref="Api.RequestBody"/>.</summary>
    public static void Apply()
    {
        if (Environment.GetEnvironmentVariable(Setting) is null)
        {
            Environment.SetEnvironmentVariable(Setting, "1");
        }
    }
}
