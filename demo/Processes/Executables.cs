namespace Postrider.Demo.Processes;

/// <summary>Looks programs up on PATH.</summary>
internal static class Executables
{
    /// <summary>The running .NET host where it is known, so that the programs run on the same one.</summary>
    public static string DotNet => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    public static string? Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);
}
