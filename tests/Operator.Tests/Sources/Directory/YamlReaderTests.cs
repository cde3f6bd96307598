using Postrider.Operator.Sources.Directory;
using YamlDotNet.Core;

namespace Postrider.Operator.Tests.Sources.Directory;

public sealed class YamlReaderTests
{
    [Theory]
    [InlineData("1", "1")]
    [InlineData("-1", "-1")]
    [InlineData("010", "8")]
    [InlineData("0x10", "16")]
    [InlineData("1_000", "1000")]
    [InlineData("0o17", "15")]
    [InlineData("0b10", "2")]
    [InlineData("-0x10", "-16")]
    [InlineData("08", "8")]
    [InlineData("0b2", "\"0b2\"")]
    [InlineData("_1", "\"_1\"")]
    [InlineData("! 5", "\"5\"")]
    [InlineData("!!int \"5\"", "5")]
    [InlineData("0xffffffffffffffff", "\"0xffffffffffffffff\"")]
    [InlineData("y", "true")]
    [InlineData("_", "\"_\"")]
    [InlineData("5.0", "5")]
    [InlineData("1.5", "1.5")]
    [InlineData("1e3", "1000")]
    [InlineData("yes", "true")]
    [InlineData("Off", "false")]
    [InlineData("~", "null")]
    [InlineData("'1'", "\"1\"")]
    [InlineData("\"yes\"", "\"yes\"")]
    [InlineData("!!str 1", "\"1\"")]
    [InlineData("1m30s", "\"1m30s\"")]
    [InlineData("2026-01-31", "\"2026-01-31\"")]
    [InlineData("1.2.3", "\"1.2.3\"")]
    [InlineData("[a, {b: c}]", "[\"a\",{\"b\":\"c\"}]")]
    public void A_value_means_what_it_means_to_kubectl(string yaml, string json) =>
        Assert.Equal(json, YamlReader.Read($"value: {yaml}")[0].Document["value"]?.ToJsonString() ?? "null");

    [Theory]
    [InlineData("on", "true")]
    [InlineData("\"on\"", "on")]
    [InlineData("NO", "false")]
    [InlineData("010", "8")]
    [InlineData("1.0", "1")]
    [InlineData("!!str 010", "010")]
    [InlineData("1.5", "1.5")]
    public void A_key_means_what_it_means_to_kubectl(string yaml, string key) =>
        Assert.Equal(key, YamlReader.Read($"{yaml}: value")[0].Document.AsObject().Single().Key);

    [Fact]
    public void A_file_may_hold_several_documents_and_empty_ones() =>
        Assert.Equal([1, 3], YamlReader.Read("a: 1\n---\nb: 2\n---\n# nothing\n").Select(document => document.Line));

    [Fact]
    public void Anchors_are_resolved() => Assert.Equal("""{"a":{"x":1},"b":{"x":1}}""", YamlReader.Read("a: &one {x: 1}\nb: *one")[0].Document.ToJsonString());

    [Theory]
    [InlineData("{a: &one 1, b: *one}")]
    [InlineData("{a: &one \"1\" , b: *one}")]
    [InlineData("{a: [{x: &one 1, y: *one}], b: 1}")]
    public void A_value_with_an_anchor_may_stand_anywhere_in_a_flow_map(string yaml) =>
        Assert.Equal(["a", "b"], YamlReader.Read(yaml)[0].Document.AsObject().Select(field => field.Key));

    [Theory]
    [InlineData("a: 1\na: 2")]
    [InlineData("a: [1")]
    [InlineData("? [a]\n: b")]
    [InlineData("~: 1")]
    [InlineData("a: *nothing")]
    [InlineData("a: &a [*a]")]
    public void What_is_not_a_document_is_refused(string yaml) => Assert.ThrowsAny<YamlException>(() => YamlReader.Read(yaml));

    [Fact]
    public void Aliases_of_aliases_do_not_fill_the_memory()
    {
        var levels = Enumerable.Range(1, 20).Select(level => $"a{level}: &a{level} [{string.Join(", ", Enumerable.Repeat($"*a{level - 1}", 10))}]");
        Assert.ThrowsAny<YamlException>(() => YamlReader.Read($"a0: &a0 x\n{string.Join('\n', levels)}"));
    }

    [Theory]
    [InlineData(500)]
    [InlineData(1_000_000)]
    public void A_deep_document_does_not_end_the_program(int depth) =>
        Assert.ThrowsAny<YamlException>(() => YamlReader.Read(new string('[', depth) + new string(']', depth)));

    [Fact]
    public void Many_documents_may_together_be_larger_than_one_may_be() =>
        Assert.Equal(30, YamlReader.Read(string.Concat(Enumerable.Repeat($"---\n[{string.Join(',', Enumerable.Repeat("1", 10_000))}]\n", 30))).Count);

    [Theory]
    [InlineData("base: &base {a: 1, b: 2}\nuse: {<<: *base, b: 3}", """{"b":3,"a":1}""")]
    [InlineData("base: &base {a: 1}\nmore: &more {a: 2, b: 2}\nuse: {<<: [*base, *more]}", """{"a":1,"b":2}""")]
    [InlineData("use: {'<<': x}", """{"\u003C\u003C":"x"}""")]
    public void Merge_keys_are_resolved_as_kubectl_does(string yaml, string json) =>
        Assert.Equal(json, YamlReader.Read(yaml)[0].Document["use"]!.ToJsonString());

    [Fact]
    public void A_merge_key_needs_a_map() => Assert.ThrowsAny<YamlException>(() => YamlReader.Read("<<: 1"));
}
