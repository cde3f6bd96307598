namespace Postrider.ClusterEndToEnd.Cluster;

/// <summary>What a person needs to see after a failure: events and resources of our namespaces, and the logs of our pods.</summary>
internal static class Troubles
{
    private static readonly IReadOnlyList<string[]> Questions =
    [
        .. from ns in new[] { Names.System, Names.Application }
           from what in new string[][]
           {
               ["pods,services,endpoints,pvc", "-o", "wide"],
               ["postrider"],
               ["events", "--sort-by=.lastTimestamp", "-o", "custom-columns=TIME:.lastTimestamp,OBJECT:.involvedObject.name,REASON:.reason,MESSAGE:.message", "--no-headers"],
           }
           select new[] { "get", "-n", ns }.Concat(what).ToArray(),
        .. from part in new[] { "operator", "gateway", "dispatcher", "redis" }
           select new[] { "logs", "-n", Names.System, "-l", $"app.kubernetes.io/component={part}", "--tail=30", "--prefix" },
        .. from part in new[] { "operator", "gateway", "dispatcher" }
           select new[] { "logs", "-n", Names.System, "-l", $"app.kubernetes.io/component={part}", "--tail=10", "--prefix", "--previous" },
    ];

    public static async Task PrintAsync(Kubectl kubectl)
    {
        foreach (var question in Questions)
        {
            var answer = await kubectl.RunAsync(question, CancellationToken.None);
            if (answer is { ExitCode: 0, Output.Length: > 0 })
            {
                Console.WriteLine($"--- kubectl {string.Join(' ', question.Take(6))}");
                Console.WriteLine(answer.Output.TrimEnd());
            }
        }
    }
}
