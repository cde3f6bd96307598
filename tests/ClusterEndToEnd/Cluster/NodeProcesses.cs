using System.Diagnostics;
using System.Globalization;

namespace Postrider.ClusterEndToEnd.Cluster;

/// <summary>Processes of a node that this program shares a process table with, which is so only where the cluster was made for the run.</summary>
internal static class NodeProcesses
{
    /// <summary>Ends the program of a pod as <c>kill -9</c> does, found by the control group that it is in.</summary>
    public static bool Kill(string podId, string program)
    {
        var found = Directory.GetDirectories("/proc").Select(Path.GetFileName)
            .Where(name => int.TryParse(name, out _) && Read(name!, "cgroup").Contains(podId, StringComparison.Ordinal) && Read(name!, "cmdline").Contains(program, StringComparison.Ordinal))
            .Select(name => int.Parse(name!, CultureInfo.InvariantCulture)).ToList();
        foreach (var id in found)
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
        }

        return found.Count > 0;
    }

    private static string Read(string process, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/{file}");
        }
        catch (IOException)
        {
            return ""; // it has ended
        }
    }
}
