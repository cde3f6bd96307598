using Postrider.Operator.Api;
using Postrider.Operator.Schema;

namespace Postrider.Operator.Manifests;

/// <summary>The command <c>manifests FOLDER</c>: writes the resource definitions that the C# types describe.</summary>
public static class ManifestsCommand
{
    private static readonly Type[] Resources = [typeof(Endpoint), typeof(Topic), typeof(Schedule)];

    /// <summary>Writes one file per kind and returns the exit code: 1, and nothing written, when something has no maximum.</summary>
    public static int Run(string folder)
    {
        var missing = Resources.SelectMany(type => MissingBounds.Find(ResourceSchema.ForDefinition(type)).Select(path => $"{type.Name} {path}")).ToList();
        if (missing.Count > 0)
        {
            Console.Error.WriteLine($"No maximum is given for: {string.Join(", ", missing)}");
            return 1;
        }

        Directory.CreateDirectory(folder);
        foreach (var (name, content) in Files())
        {
            File.WriteAllText(Path.Combine(folder, name), content);
            Console.WriteLine(Path.Combine(folder, name));
        }

        return 0;
    }

    /// <summary>File names and contents of all definitions; the same at every call.</summary>
    internal static IEnumerable<(string Name, string Content)> Files() => Resources.Select(ResourceDefinition.Write);
}
