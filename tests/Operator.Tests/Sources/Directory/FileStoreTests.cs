using Postrider.Operator.Sources.Directory;
using static Postrider.Operator.Tests.Sources.Directory.FolderScene;

namespace Postrider.Operator.Tests.Sources.Directory;

/// <summary>What becomes of files, as they are found in a real folder.</summary>
public sealed class FileStoreTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private readonly DirectoryInfo folder = System.IO.Directory.CreateTempSubdirectory("postrider-files-");
    private readonly FileStore store = new(Patience);

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData("apiVersion: postrider.dev/v1\nkind: Endpoint\nmetadata: { name: one }\n", "a.yaml:1: postrider.dev/v1 Endpoint does not exist; postrider.dev/v1alpha1 has Endpoint, Topic, Schedule")]
    [InlineData("# a typo\napiVersion: postrider.dev/v1alpha1\nkind: endpoint\nmetadata: { name: one }\n", "a.yaml:2: postrider.dev/v1alpha1 endpoint does not exist; postrider.dev/v1alpha1 has Endpoint, Topic, Schedule")]
    [InlineData("apiVersion: postrider.dev/v1alpha1\nkind: Endpoint\nmetadata: { name: 123 }\n", "a.yaml:1: the Endpoint has a metadata.name that is no text: quote it")]
    [InlineData("apiVersion: v1\nkind: Secret\nmetadata: {}\n", "a.yaml:1: the Secret has no metadata.name")]
    [InlineData("metadata: { name: one }\n", "a.yaml:1: the document has no apiVersion")]
    [InlineData("just a text\n", "a.yaml:1: the document is not a map")]
    [InlineData("a:\n\t- b\n", "a.yaml:1: ")]
    [InlineData("metadata: { name: a, !!str name: b }\n", "a.yaml:1: the key name is there twice")]
    public void A_mistake_is_told_with_its_place_and_the_last_good_content_stays(string text, string problem)
    {
        Write("a.yaml", Endpoint("one"));
        Assert.Empty(Take());
        Write("a.yaml", text);
        Assert.StartsWith(problem, Assert.Single(Take()), StringComparison.Ordinal);
        Assert.Equal(["one"], Names);
        Assert.False(store.IsSound);
    }

    [Fact]
    public void Every_mistake_of_a_file_is_told()
    {
        Write("a.yaml", "kind: Topic\n---\napiVersion: postrider.dev/v2\nkind: Topic\n");
        Assert.Equal(2, Take().Count);
    }

    [Theory]
    [InlineData("apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [a.yaml]\n")]
    [InlineData("apiVersion: v1\nkind: Service\nmetadata: { generateName: map- }\n")]
    [InlineData("replicas: 2\n")]
    public void A_document_of_somebody_else_is_ignored_whatever_it_lacks(string foreign)
    {
        Write("a.yaml", foreign + "---\n" + Endpoint("one"));
        Assert.Empty(Take());
        Assert.Equal(["one"], Names);
        Assert.True(store.IsSound);
        Assert.Single(store.Others);
    }

    [Theory]
    [InlineData("v1", "List", "apiVersion: postrider.dev/v1alpha1, kind: Endpoint, ")]
    [InlineData("postrider.dev/v1alpha1", "EndpointList", "")]
    public void A_list_is_what_its_items_are_each_with_its_line(string version, string kind, string more)
    {
        Write("a.yaml", $"apiVersion: {version}\nkind: {kind}\nitems:\n- {{ {more}metadata: {{ name: one }} }}\n- {{ {more}metadata: {{ name: two }} }}\n");
        Assert.Empty(Take());
        Assert.Equal([("one", 4), ("two", 5)], store.Documents.Select(document => (document.Name.Name, document.Line)));
    }

    [Fact]
    public void A_byte_order_mark_and_CRLF_are_nothing_special()
    {
        File.WriteAllText(PathOf("a.yaml"), Endpoint("one").ReplaceLineEndings("\r\n"), new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        Assert.Empty(Take());
        Assert.Equal(["one"], Names);
    }

    [Fact]
    public void What_is_no_text_and_what_is_huge_is_broken()
    {
        File.WriteAllBytes(PathOf("a.yaml"), [0xff, 0xfe, 0xfd]);
        using (var huge = File.Create(PathOf("b.yaml")))
        {
            huge.SetLength(100_000_000);
        }

        Assert.Equal(["a.yaml: is not UTF-8 text. Nothing of the file is in force.", "b.yaml: is larger than 8 MiB: split it. Nothing of the file is in force."], Take());
    }

    [Fact]
    public void Of_a_file_that_was_good_it_is_told_that_its_content_stays()
    {
        Write("a.yaml", Endpoint("one"));
        Take();
        Write("a.yaml", "kind: [");
        Assert.EndsWith(". The last good content of the file stays in force.", Assert.Single(Take()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_renamed_file_declares_what_it_declared()
    {
        Write("a.yaml", Endpoint("one"));
        Take();
        File.Move(PathOf("a.yaml"), PathOf("b.yaml"));
        Assert.Empty(Take());
        Assert.Equal("b.yaml", Assert.Single(store.Documents).File);
    }

    [Fact]
    public void A_file_that_was_cut_keeps_its_content_for_a_moment()
    {
        Write("a.yaml", Endpoint("one"));
        Write("b.yaml", Endpoint("two"));
        Take();
        Write("a.yaml", "");
        Take(TimeSpan.FromSeconds(1));
        Assert.Equal(["one", "two"], Names);
        Assert.False(store.IsSettled);
        Take(TimeSpan.FromSeconds(4));
        Assert.Equal(["two"], Names);
        Assert.True(store.IsSettled && store.IsSound);
    }

    [Fact]
    public void A_folder_that_was_emptied_at_once_keeps_everything_for_a_moment()
    {
        Write("a.yaml", Endpoint("one"));
        Write("b.yaml", Endpoint("two"));
        Take();
        File.Delete(PathOf("a.yaml"));
        File.Delete(PathOf("b.yaml"));
        Take(TimeSpan.FromSeconds(1));
        Assert.Equal(["one", "two"], Names);
        Assert.False(store.IsSound);
        Take(TimeSpan.FromSeconds(4));
        Assert.Empty(Names);
    }

    [Fact]
    public void What_a_closed_subfolder_held_stays_and_nothing_counts_as_gone()
    {
        Write("a.yaml", Endpoint("one"));
        Write("inner/b.yaml", Endpoint("two"));
        Take();
        var seen = FolderContent.Read(folder.FullName)!.Files.Where(file => file.Key == "a.yaml").ToDictionary();
        store.Take(new FolderContent(seen, ["inner"]), TimeSpan.Zero);
        Assert.Equal(["one", "two"], Names);
        Assert.False(store.IsSound);
    }

    [Fact]
    public void Links_in_a_circle_and_several_to_one_file_show_it_once()
    {
        Write("inner/a.yaml", Endpoint("one"));
        File.CreateSymbolicLink(PathOf("b.yaml"), "inner/a.yaml");
        System.IO.Directory.CreateSymbolicLink(PathOf("again"), "inner");
        System.IO.Directory.CreateSymbolicLink(PathOf("inner/up"), "..");
        Assert.Empty(Take());
        Assert.Equal(["inner/a.yaml"], store.Documents.Select(document => document.File));
    }

    private IEnumerable<string> Names => store.Documents.Select(document => document.Name.Name);

    private string PathOf(string file) => Path.Combine(folder.FullName, file);

    private void Write(string file, string text)
    {
        System.IO.Directory.CreateDirectory(Path.GetDirectoryName(PathOf(file))!);
        File.WriteAllText(PathOf(file), text);
    }

    private IReadOnlyList<string> Take(TimeSpan now = default) => store.Take(FolderContent.Read(folder.FullName)!, now);
}
