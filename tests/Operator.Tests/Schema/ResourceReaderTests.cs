using System.Text.Json.Nodes;
using Postrider.Operator.Api;
using Postrider.Operator.Schema;
using Postrider.Operator.Sources.Directory;

namespace Postrider.Operator.Tests.Schema;

public sealed class ResourceReaderTests
{
    [Fact]
    public void An_annotated_property_is_read() => Assert.Equal(7, ReadParcel("{weight: 7}").Resource!.Spec.Weight);

    [Fact]
    public void An_annotated_property_gets_its_default() => Assert.Equal(500, ReadParcel("{}").Resource!.Spec.Weight);

    [Theory]
    [InlineData("{weight: 0}", "spec.weight: must be at least 1")]
    [InlineData("{weight: 13}", "spec.weight: must not be unlucky")]
    [InlineData("{weight: heavy}", "spec.weight: must be a whole number")]
    [InlineData("{internal: a}", "spec.internal: unknown field")]
    public void An_annotated_property_is_checked(string spec, string error) => Assert.Equal([error], ReadParcel(spec).Errors);

    [Fact]
    public void All_errors_come_at_once()
    {
        var result = Read<Endpoint>("{url: 1, timeout: soon, flowControl: {rate: 0}}");
        Assert.Null(result.Resource);
        Assert.Equal(3, result.Errors.Count);
        Assert.Contains("spec.flowControl.rate: must be at least 1", result.Errors);
    }

    [Fact]
    public void Unknown_fields_are_ignored_unless_asked_for()
    {
        var raw = Document("{url: http://a, colour: red}");
        Assert.Empty(ResourceReader.Read<Endpoint>(raw).Errors);
        Assert.Equal(["spec.colour: unknown field"], ResourceReader.ReadStrict<Endpoint>(raw).Errors);
    }

    [Fact]
    public void Defaults_go_into_objects_that_are_there()
    {
        var service = Read<Endpoint>("{service: {name: billing, port: 80}}").Resource!.Spec;
        Assert.Equal(("/", "HTTP", false), (service.Service!.Path, service.Service.Scheme, service.Suspend));
        Assert.Null(service.FlowControl);
    }

    [Fact]
    public void What_is_read_is_left_as_it_was()
    {
        var raw = Document("{url: http://a}");
        var before = raw.ToJsonString();
        ResourceReader.Read<Endpoint>(raw);
        Assert.Equal(before, raw.ToJsonString());
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("text")]
    [InlineData("{}")]
    [InlineData("{metadata: [], spec: []}")]
    [InlineData("{metadata: {name: a, labels: {a: {}}}, spec: {url: http://a}}")]
    [InlineData("{metadata: {name: a, creationTimestamp: {}}, spec: {url: http://a}}")]
    [InlineData("{metadata: {name: a, creationTimestamp: yesterday}, spec: {url: http://a}}")]
    [InlineData("{metadata: {name: a, generation: many}, spec: {url: http://a}}")]
    [InlineData("{metadata: {name: a}, spec: {url: http://a}, status: {conditions: [{}]}}")]
    public void Nonsense_gives_errors_and_no_exception(string yaml) =>
        Assert.NotEmpty(ResourceReader.Read<Endpoint>(YamlReader.Read(yaml)[0].Document).Errors);

    [Fact]
    public void Status_and_metadata_of_an_API_server_are_read()
    {
        var endpoint = ResourceReader.Read<Endpoint>(YamlReader.Read("""
            metadata: { name: a, namespace: b, uid: c, resourceVersion: "7", generation: 2, creationTimestamp: "2026-01-31T12:00:00Z", managedFields: [{ manager: kubectl }] }
            spec: { url: http://a }
            status: { conditions: [{ type: Ready, status: "True", lastTransitionTime: "2026-01-31T12:00:00Z", reason: Accepted, message: "" }], messages: { waiting: 3 } }
            """)[0].Document).Resource!;
        Assert.Equal((2, 3), (endpoint.Metadata.Generation, endpoint.Status!.Messages!.Waiting));
        Assert.Equal("Accepted", endpoint.Status.Conditions![0].Reason);
    }

    private static ReadResult<Parcel> ReadParcel(string spec) => ResourceReader.ReadStrict<Parcel>(Document(spec));

    private static ReadResult<T> Read<T>(string spec)
        where T : class => ResourceReader.Read<T>(Document(spec));

    private static JsonNode Document(string spec) => YamlReader.Read($"metadata: {{name: a}}\nspec: {spec}")[0].Document;
}
