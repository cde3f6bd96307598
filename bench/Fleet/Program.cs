using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Postrider.Fleet;
using Postrider.TestKit;
using Postrider.TestKit.Kubernetes;
using Postrider.TestKit.Operating;
using Postrider.TestKit.Redis;

// How an operator with a whole company's resources starts and rests: a real API server, a real Redis, the operator under its own account.
const int All = Fleet.Endpoints + Fleet.Topics + Fleet.Schedules;
var rest = TimeSpan.FromMinutes(2);

await using var server = await KubeApiServer.StartAsync();
await using var redis = await RedisServer.StartAsync();
await server.Kubectl.RunAsync("apply", "-f", Checkout.PathOf("config", "default", "namespace.yaml"), "-f", Checkout.PathOf("config", "rbac"));
await server.Kubectl.RunAsync("apply", "--validate=false", "-f", Checkout.PathOf("config", "crd")); // the server may be too old for CEL
await server.Kubectl.RunAsync("wait", "--for=condition=Established", "crd", "--all");
var fleet = new Fleet(server.Admin);
await Eventually.IsTrueAsync(async () => await server.Admin.FindAsync("/apis/postrider.dev/v1alpha1/schedules") is not null, "the kinds are served");
Console.Error.WriteLine($"{All:N0} resources are created …");
await fleet.CreateAsync();

var config = await server.ForServiceAccountAsync("postrider-system", "postrider-operator", server.Port);
var environment = new Dictionary<string, string>
{
    ["KUBECONFIG"] = config.Path,
    ["DOTNET_GCHeapHardLimit"] = "0x18000000", // what .NET allows itself under the chart's limit of 512Mi
};
Console.Error.WriteLine("an operator starts that finds nothing Ready …");
var results = new JsonObject { ["resources"] = All };
await using (var first = Operator())
{
    var started = Stopwatch.GetTimestamp();
    await Eventually.BecomesAsync(
        async () =>
        {
            await Task.Delay(TimeSpan.FromSeconds(2)); // counting costs the server too
            return await fleet.CountReadyAsync();
        },
        ready => ready == All || first.Process.HasExited, $"{All} are Ready", TimeSpan.FromMinutes(30));
    results["coldStartSeconds"] = Rounded(Stopwatch.GetElapsedTime(started).TotalSeconds);
    using var process = Process.GetProcessById(first.Process.Id);
    results["coldStartCpuSeconds"] = Rounded(process.TotalProcessorTime.TotalSeconds);
    results["coldStartApiRequests"] = Requests().Count;
    results["coldStartPeakMiB"] = Rounded(process.PeakWorkingSet64 / 1048576.0);
}

Console.Error.WriteLine("another one takes over, finds everything Ready, and rests …");
await using var second = Operator();
using var resting = Process.GetProcessById(second.Process.Id);
await Task.Delay(TimeSpan.FromMinutes(1));
resting.Refresh();
var (cpu, requests) = (resting.TotalProcessorTime, Requests().Count);
results["warmStartCpuSeconds"] = Rounded(cpu.TotalSeconds);
await Task.Delay(rest);
resting.Refresh();
var after = Requests();
results["restResidentMiB"] = Rounded(resting.WorkingSet64 / 1048576.0);
results["restCpuMillisecondsPerSecond"] = Rounded((resting.TotalProcessorTime - cpu).TotalMilliseconds / rest.TotalSeconds);
results["restApiRequestsPerMinute"] = Rounded((after.Count - requests) / rest.TotalMinutes);
results["restApiRequestsPerMinuteByKind"] = new JsonObject(
    after.Skip(requests).CountBy(call => call).Select(each => KeyValuePair.Create(each.Key, (JsonNode?)Rounded(each.Value / rest.TotalMinutes))));
File.WriteAllText(Checkout.PathOf("bench", "results", "fleet.json"), results.ToString() + "\n");
Console.WriteLine("| figure | value |\n|---|---:|");
foreach (var (name, value) in results)
{
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {value?.ToJsonString()} |"));
}

OperatorProgram Operator() => OperatorProgram.Start(redis.Configuration, ["--Kubernetes:OwnNamespace=postrider-system"], environment);

// The operator's requests that were answered, as verb and kind; of a watch its begin counts and its end.
List<string> Requests() => [.. File.ReadLines(server.FileOf("audit.log")).Where(line => line.EndsWith('}') && line.Contains("postrider-operator", StringComparison.Ordinal))
    .Select(line => JsonNode.Parse(line)!).Select(entry => $"{entry["verb"]} {entry["objectRef"]?["resource"]}")];

static double Rounded(double value) => Math.Round(value, 1);
