using System.Text.Json.Nodes;
using Postrider.Operator.Api;
using Postrider.Operator.Manifests;
using Postrider.Operator.Schema;
using Postrider.Operator.Sources.Directory;
using Postrider.Operator.Tests.Schema;

namespace Postrider.Operator.Tests.Manifests;

public sealed class ResourceDefinitionTests
{
    [Fact]
    public void An_annotated_property_is_served()
    {
        var expected = JsonNode.Parse("""
            {"type": "integer", "description": "Grams.", "format": "int32", "default": 500, "minimum": 1, "maximum": 20000,
             "x-kubernetes-validations": [{"rule": "self != 13", "message": "must not be unlucky"}]}
            """);
        Assert.True(JsonNode.DeepEquals(expected, SchemaOf(typeof(Parcel))["spec"]!["properties"]!["weight"]));
    }

    [Fact]
    public void A_property_without_a_description_is_not_served() => Assert.Null(SchemaOf(typeof(Parcel))["spec"]!["properties"]!["internal"]);

    [Theory]
    [InlineData(typeof(Endpoint), "pep", "Ready Reason Suspended Waiting Failed Age URL In-Flight Delivered")]
    [InlineData(typeof(Topic), "ptopic", "Ready Reason Subscribers Age")]
    [InlineData(typeof(Schedule), "psched", "Ready Reason Cron Time-Zone Suspended Last Next Age")]
    public void Kubectl_shows_the_columns_and_knows_the_short_name(Type type, string shortName, string columns)
    {
        var spec = ResourceDefinition.Build(type)["spec"]!;
        Assert.Equal([shortName, "postrider"], [spec["names"]!["shortNames"]![0]!.GetValue<string>(), spec["names"]!["categories"]![0]!.GetValue<string>()]);
        Assert.Equal(columns.Split(' '), spec["versions"]![0]!["additionalPrinterColumns"]!.AsArray().Select(column => column!["name"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData(typeof(Endpoint))]
    [InlineData(typeof(Topic))]
    [InlineData(typeof(Schedule))]
    public void The_file_says_what_is_sent(Type type) =>
        Assert.True(JsonNode.DeepEquals(ResourceDefinition.Build(type), YamlReader.Read(ResourceDefinition.Write(type).Content)[0].Document));

    private static JsonNode SchemaOf(Type type) => ResourceDefinition.Build(type)["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!["properties"]!;
}
