using System.Runtime.InteropServices;

namespace Postrider.Demo.Processes;

/// <summary>The one Unix call that .NET lacks: asking a process to end, rather than killing it.</summary>
internal static class Signals
{
    private const int Sigterm = 15;

    public static void Terminate(int processId) => _ = Kill(processId, Sigterm);

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int processId, int signal);
}
