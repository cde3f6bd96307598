using System.Diagnostics;
using Postrider.Core.Model;
using Postrider.Dispatcher.Signing;
using Postrider.Dispatcher.Tests.Api;
using Postrider.TestKit;
using Postrider.TestKit.Compatibility;
using Postrider.TestKit.Dispatching;
using Postrider.TestKit.Http;
using Postrider.TestKit.Processes;

namespace Postrider.Dispatcher.Tests.Sdk;

[Collection(nameof(RunningPair))]
public sealed class OfficialSdkTests(RunningPair pair)
{
    [Fact]
    [ProtocolItem(10)]
    public async Task The_official_sdk_works_unchanged_and_its_receiver_accepts_every_delivery()
    {
        await using var receiver = await Receiver.StartAsync();
        await pair.Declared.TopicAsync(
            "default", "sdk-topic", new TopicSubscriber { Name = "one", Url = receiver.Url + "/1" }, new TopicSubscriber { Name = "two", Url = receiver.Url + "/2" });
        var session = ChildProcess.Start("node", [Checkout.PathOf("tests", "Dispatcher.Tests", "Sdk", "session.mjs")], new Dictionary<string, string>
        {
            ["SDK_FOLDER"] = await InstallAsync(),
            ["QSTASH_URL"] = pair.First.Url,
            ["QSTASH_TOKEN"] = Tokens.Default,
            ["QSTASH_CURRENT_SIGNING_KEY"] = SigningOptions.DevelopmentCurrentKey,
            ["QSTASH_NEXT_SIGNING_KEY"] = SigningOptions.DevelopmentNextKey,
        });
        await using (session)
        {
            await session.WaitForExitAsync(TimeSpan.FromSeconds(60));
            Assert.EndsWith("session complete", session.Output, StringComparison.Ordinal);
        }

        await receiver.WaitForAsync(2);
    }

    private static async Task<string> InstallAsync()
    {
        using var script = Process.Start(new ProcessStartInfo(
            Checkout.PathOf("hack", "get-node-modules.sh"), [Checkout.PathOf("tests", "Dispatcher.Tests", "Sdk")]) { RedirectStandardOutput = true })!;
        var output = await script.StandardOutput.ReadToEndAsync();
        await script.WaitForExitAsync();
        return script.ExitCode == 0 ? output.Trim().Split('\n')[^1] : throw new InvalidOperationException("The official SDK could not be installed.");
    }
}
