using System.Text.RegularExpressions;
using Postrider.TestKit;

namespace Postrider.Operator.Tests.Docs;

public sealed partial class LinkTests
{
    [Fact]
    public void Links_between_pages_lead_somewhere()
    {
        var pages = Directory.EnumerateFiles(Checkout.PathOf("docs"), "*.md", SearchOption.AllDirectories).Append(Checkout.PathOf("README.md")).Append(Checkout.PathOf("CONTRIBUTING.md"));
        var broken = pages.SelectMany(page => Link().Matches(File.ReadAllText(page)).Select(match => match.Groups[1].Value)
            .Where(link => !Path.Exists(Path.Combine(Path.GetDirectoryName(page)!, link))).Select(link => $"{page}: {link}"));
        Assert.Empty(broken);
    }

    // Of files: pages of the web begin with a scheme, and patterns in tables have brackets too.
    [GeneratedRegex("\\[[^\\]`]+\\]\\(((?:\\.\\./)*[A-Za-z][-A-Za-z0-9_./]*)(?:#[^)]*)?\\)")]
    private static partial Regex Link();
}
