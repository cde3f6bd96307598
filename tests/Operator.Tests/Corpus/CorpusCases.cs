using System.Text.Json.Nodes;
using k8s;
using Postrider.Operator.Api;
using Postrider.Operator.Schema;
using Postrider.Operator.Sources.Directory;
using Postrider.TestKit;

namespace Postrider.Operator.Tests.Corpus;

/// <summary>The corpus as cases of theories: by name, so that a test's name says which file it is about.</summary>
public static class CorpusCases
{
    public static TheoryData<string> Good => [.. TestKit.Corpus.Good.Select(file => file.Name)];

    public static TheoryData<string> Bad => [.. TestKit.Corpus.Bad.Select(file => file.Name)];

    public static CorpusFile FindGood(string name) => TestKit.Corpus.Good.Single(file => file.Name == name);

    public static CorpusFile FindBad(string name) => TestKit.Corpus.Bad.Single(file => file.Name == name);

    /// <summary>The resource in a file, as JSON.</summary>
    public static JsonNode DocumentOf(CorpusFile file) => YamlReader.Read(file.Text)[0].Document;

    /// <summary>The plural name of the resource in a file.</summary>
    public static string PluralOf(CorpusFile file) => DocumentOf(file)["kind"]!.GetValue<string>() switch
    {
        Endpoint.KubeKind => Endpoint.KubePluralName,
        Topic.KubeKind => Topic.KubePluralName,
        _ => Schedule.KubePluralName,
    };

    /// <summary>What the operator itself says to a file.</summary>
    public static IReadOnlyList<string> ErrorsOf(CorpusFile file)
    {
        var json = DocumentOf(file);
        return PluralOf(file) switch
        {
            Endpoint.KubePluralName => ResourceReader.ReadStrict<Endpoint>(json).Errors,
            Topic.KubePluralName => ResourceReader.ReadStrict<Topic>(json).Errors,
            _ => ResourceReader.ReadStrict<Schedule>(json).Errors,
        };
    }

    /// <summary>The spec as the operator understands it, written back to JSON.</summary>
    public static JsonNode SpecOf(CorpusFile file)
    {
        var json = DocumentOf(file);
        object resource = PluralOf(file) switch
        {
            Endpoint.KubePluralName => ResourceReader.ReadStrict<Endpoint>(json).Resource!,
            Topic.KubePluralName => ResourceReader.ReadStrict<Topic>(json).Resource!,
            _ => ResourceReader.ReadStrict<Schedule>(json).Resource!,
        };
        return JsonNode.Parse(KubernetesJson.Serialize(resource))!["spec"]!;
    }

    /// <summary>Whether a path is the expected field, or lies within it.</summary>
    public static bool IsAbout(string path, string field) =>
        path.StartsWith(field, StringComparison.Ordinal) && (path.Length == field.Length || path[field.Length] is '.' or '[');
}
