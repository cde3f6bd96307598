using System.Runtime.InteropServices;

namespace Postrider.Demo.Processes;

/// <summary>The Unix calls that .NET lacks: asking a process to end, rather than killing it, and whether anybody is left to show something to.</summary>
internal static class Signals
{
    private const int Sigterm = 15;

    public static void Terminate(int processId) => _ = Kill(processId, Sigterm);

    /// <summary>Whether our output is a terminal that is still there.</summary>
    public static bool OutputIsTerminal() => IsTerminal(1) == 1;

    /// <summary>Who started us; another one when that is over.</summary>
    public static int Parent() => GetParent();

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int processId, int signal);

    [DllImport("libc", EntryPoint = "isatty")]
    private static extern int IsTerminal(int descriptor);

    [DllImport("libc", EntryPoint = "getppid")]
    private static extern int GetParent();
}
