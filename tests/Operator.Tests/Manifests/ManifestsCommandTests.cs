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
    public void The_command_writes_one_file_per_kind()
    {
        var folder = Directory.CreateTempSubdirectory("postrider-manifests-");
        try
        {
            Assert.Equal(0, ManifestsCommand.Run(folder.FullName));
            Assert.Equal(ManifestsCommand.Files().Select(file => file.Content).Order(), folder.GetFiles().Select(file => File.ReadAllText(file.FullName)).Order());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
