using Postrider.Operator.Manifests;
using Postrider.TestKit;

namespace Postrider.Operator.Tests.Manifests;

public sealed class ManifestsCommandTests
{
    [Fact]
    public void The_definitions_in_the_tree_are_what_the_types_say()
    {
        var folder = Path.Combine(Checkout.Root, "config", "crd");
        var written = ManifestsCommand.Files().ToDictionary();
        Assert.Equal(written.Keys.Order(), Directory.GetFiles(folder, "postrider.dev_*.yaml").Select(Path.GetFileName).OfType<string>().Order());
        Assert.All(written, file => Assert.True(File.ReadAllText(Path.Combine(folder, file.Key)) == file.Value, $"{file.Key} differs: run make manifests"));
    }

    [Fact]
    public void The_command_writes_one_file_per_kind_and_fills_its_page()
    {
        var folder = Directory.CreateTempSubdirectory("postrider-manifests-");
        var pages = folder.CreateSubdirectory("pages");
        try
        {
            foreach (var page in ManifestsCommand.Pages(Checkout.PathOf("docs", "spec")))
            {
                File.WriteAllText(Path.Combine(pages.FullName, Path.GetFileName(page.Path)), page.Content.Replace("| `spec.retry", "| `old", StringComparison.Ordinal));
            }

            Assert.Equal(0, ManifestsCommand.Run(folder.FullName, pages.FullName));
            Assert.Equal(
                ManifestsCommand.Pages(Checkout.PathOf("docs", "spec")).Select(page => page.Content).Order(), pages.GetFiles().Select(file => File.ReadAllText(file.FullName)).Order());
            Assert.Equal(ManifestsCommand.Files().Select(file => file.Content).Order(), folder.GetFiles().Select(file => File.ReadAllText(file.FullName)).Order());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
