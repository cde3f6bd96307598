using System.Globalization;
using Postrider.TestKit;
using Postrider.TestKit.Processes;

namespace Postrider.Operator.Tests.Demo;

/// <summary>The demo does what the README promises, and leaves nothing behind.</summary>
public sealed class DemoTests : IDisposable
{
    private readonly DirectoryInfo samples = Directory.CreateTempSubdirectory("postrider-samples-");
    private readonly int[] ports = [FreePort.Find(), FreePort.Find(), FreePort.Find()];

    public DemoTests()
    {
        foreach (var file in Directory.GetFiles(Checkout.PathOf("config", "samples")))
        {
            File.WriteAllText(PathOf(Path.GetFileName(file)), File.ReadAllText(file).Replace(":9090", $":{ports[2]}", StringComparison.Ordinal));
        }
    }

    public void Dispose() => samples.Delete(recursive: true);

    [Fact]
    public async Task Every_kind_arrives_once_the_Schedule_too()
    {
        await using var demo = Start("--once", "--schedule");
        await demo.WaitForExitAsync(TimeSpan.FromSeconds(130));
        Assert.True(demo.ExitCode == 0, demo.Output);
        Assert.Contains("every kind arrived", demo.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_edited_sample_takes_effect_and_an_interrupt_stops_everything()
    {
        await using var demo = Start();
        await Eventually.IsTrueAsync(() => demo.HasExited || demo.Output.Contains("From here on it is yours", StringComparison.Ordinal), "all scenes were played", TimeSpan.FromMinutes(2));
        Assert.False(demo.HasExited, demo.Output);
        var children = ChildrenOf(demo.Id);
        Assert.Equal(3, children.Count); // Redis, operator, dispatcher
        var topic = PathOf("topics.yaml");
        File.WriteAllText(topic, File.ReadAllText(topic).Replace("window: 10m", "window: 20m", StringComparison.Ordinal));
        await Eventually.IsTrueAsync(() => demo.Output.Contains("changed, and live in the dispatcher", StringComparison.Ordinal), "the change shows");

        demo.Signal("INT");
        await demo.WaitForExitAsync(Eventually.Patience);
        Assert.Equal(0, demo.ExitCode);
        Assert.All(children, child => Assert.False(Directory.Exists($"/proc/{child}")));
    }

    [Theory]
    [InlineData("--ports", "1,2")]
    [InlineData("--samples", "/no/such/folder")]
    [InlineData("--schedule")]
    [InlineData("--help")]
    public async Task What_it_does_not_know_is_named_with_what_it_does(params string[] arguments)
    {
        await using var demo = ChildProcess.Start("dotnet", [Checkout.Program("demo", "postrider-demo"), .. arguments]);
        await demo.WaitForExitAsync(Eventually.Patience);
        Assert.Equal(2, demo.ExitCode);
        Assert.Contains("The demo takes --once", demo.Output, StringComparison.Ordinal);
    }

    private static List<int> ChildrenOf(int parent) =>
    [
        .. Directory.GetDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out _))
            .Select(name => int.Parse(name!, CultureInfo.InvariantCulture)).Where(id => ParentOf(id) == parent),
    ];

    private static int ParentOf(int id)
    {
        try
        {
            return int.Parse(File.ReadAllText($"/proc/{id}/stat").Split(") ")[^1].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0; // it has ended meanwhile
        }
    }

    private string PathOf(string file) => Path.Combine(samples.FullName, file);

    // What a shell starts in the background ignores interrupts, and so would the demo, which is to be interrupted like one in a terminal.
    private ChildProcess Start(params string[] arguments) => ChildProcess.Start(
        "env", ["--default-signal=INT", "dotnet", Checkout.Program("demo", "postrider-demo"), "--samples", samples.FullName, "--ports", string.Join(',', ports), .. arguments]);
}
