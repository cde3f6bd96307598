using Postrider.Operator.Api;
using Postrider.Operator.Schema;

namespace Postrider.Operator.Manifests;

/// <summary>The command <c>manifests FOLDER PAGES</c>: writes the resource definitions that the C# types describe, and their fields into the pages of the kinds.</summary>
public static class ManifestsCommand
{
    private static readonly Type[] Resources = [typeof(Endpoint), typeof(Topic), typeof(Schedule)];

    /// <summary>Writes one file per kind and returns the exit code: 1, and nothing written, when a property cannot be a field, has no maximum or a rule that cannot be evaluated.</summary>
    public static int Run(string folder, string pages)
    {
        if (Problem(Resources) is { } problem)
        {
            Console.Error.WriteLine(problem);
            return 1;
        }

        Directory.CreateDirectory(folder);
        foreach (var (name, content) in Files())
        {
            File.WriteAllText(Path.Combine(folder, name), content);
            Console.WriteLine(Path.Combine(folder, name));
        }

        foreach (var (name, content) in Pages(pages))
        {
            File.WriteAllText(name, content);
            Console.WriteLine(name);
        }

        return 0;
    }

    /// <summary>Why these types are no resources; null when they are.</summary>
    internal static string? Problem(IReadOnlyList<Type> resources)
    {
        try
        {
            var missing = resources.SelectMany(type => MissingBounds.Find(ResourceSchema.ForDefinition(type)).Select(path => $"{type.Name} {path}")).ToList();
            return missing.Count > 0
                ? $"No maximum is given for: {string.Join(", ", missing)}. A text, list or map needs MaxLength; the texts in a list or map need EachMaxLength."
                : resources.SelectMany(type => UnreadableRules.Find(ResourceSchema.ForDefinition(type), type.Name)).FirstOrDefault();
        }
        catch (NotSupportedException exception)
        {
            return exception.Message;
        }
    }

    /// <summary>Paths and contents of the pages in a folder, one per kind, with their tables as they are now.</summary>
    internal static IEnumerable<(string Path, string Content)> Pages(string folder) => Resources.Select(type =>
    {
        var path = Path.Combine(folder, $"{type.Name.ToLowerInvariant()}.md");
        return (path, SpecPage.Fill(File.ReadAllText(path), type));
    });

    /// <summary>File names and contents of all definitions; the same at every call.</summary>
    internal static IEnumerable<(string Name, string Content)> Files() => Resources.Select(ResourceDefinition.Write);
}
