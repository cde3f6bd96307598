using System.Text.Json.Nodes;
using Postrider.Operator.Api;
using Postrider.Operator.Schema;
using Postrider.Operator.Sources.Directory;
using Postrider.TestKit;

namespace Postrider.Operator.Tests.Api;

public sealed class SampleTests
{
    public static TheoryData<string> Files => ["endpoints.yaml", "schedules.yaml", "topics.yaml"];

    private static string Folder => Path.Combine(Checkout.Root, "config", "samples");

    [Theory]
    [MemberData(nameof(Files))]
    public void A_sample_is_accepted(string file) =>
        Assert.All(YamlReader.Read(File.ReadAllText(Path.Combine(Folder, file))), document => Assert.Empty(Errors(document.Document)));

    private static IReadOnlyList<string> Errors(JsonNode json) => json["kind"]!.GetValue<string>() switch
    {
        Endpoint.KubeKind => ResourceReader.ReadStrict<Endpoint>(json).Errors,
        Topic.KubeKind => ResourceReader.ReadStrict<Topic>(json).Errors,
        Schedule.KubeKind => ResourceReader.ReadStrict<Schedule>(json).Errors,
        "Secret" => [],
        var kind => [$"unexpected {kind}"],
    };
}
