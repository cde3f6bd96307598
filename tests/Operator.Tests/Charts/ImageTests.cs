using System.Xml.Linq;
using Postrider.Operator.Sources.Directory;
using Postrider.TestKit;

namespace Postrider.Operator.Tests.Charts;

/// <summary>What <c>make images</c> publishes is what the chart runs.</summary>
public sealed class ImageTests
{
    [Theory]
    [InlineData("operator/Postrider.Operator.csproj", "operator")]
    [InlineData("dispatcher/Postrider.Dispatcher.csproj", "dispatcher")]
    public void The_base_has_time_zones_and_the_name_is_the_charts(string project, string image)
    {
        var family = XDocument.Load(Checkout.PathOf(project)).Descendants("ContainerFamily").Single().Value;
        Assert.EndsWith("-chiseled-extra", family, StringComparison.Ordinal);
        var defaults = YamlReader.Read(File.ReadAllText(Chart.PathOf("values.yaml")))[0].Document;
        Assert.Equal($"postrider-{image}", defaults["image"]![image]!.GetValue<string>());
        Assert.Contains("repository=postrider-$program", File.ReadAllText(Checkout.PathOf("hack", "publish-images.sh")), StringComparison.Ordinal);
    }
}
