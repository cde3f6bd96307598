using System.Text;
using Postrider.ClusterEndToEnd.Running;
using Postrider.ClusterEndToEnd.Traffic;

namespace Postrider.ClusterEndToEnd.Steps;

/// <summary>All else that the publisher sends carries its account's token. Here are others: of the operator's Secret, of nobody, of an account without a right.</summary>
internal static class Credentials
{
    private const string Path = "/credentials";

    public static async Task<string> RunAsync(Stage stage, CancellationToken cancel)
    {
        var encoded = await stage.Kubectl.MustAsync(["get", "secret", "-n", Names.System, "postrider-keys", "-o", "jsonpath={.data.Auth__Tokens__0}"], cancel);
        var token = Encoding.UTF8.GetString(Convert.FromBase64String(encoded));
        var messages = (await stage.Pods.PublishAsync(Pods.ReceiverUrl(Path), cancel, token: token)).AllAccepted();
        await stage.Pods.AllArriveAsync(Path, messages, TimeSpan.FromSeconds(15), cancel);
        await RefusedAsync(stage, "guess", "401", cancel);
        await RefusedAsync(stage, await TokenOfAsync(stage, "receiver", cancel), "403", cancel);
        return "one without a RoleBinding is answered 403, a wrong token 401, the operator's token is taken";
    }

    private static async Task RefusedAsync(Stage stage, string token, string status, CancellationToken cancel)
    {
        var result = await stage.Pods.PublishAsync(Pods.ReceiverUrl(Path), cancel, token: token);
        if (result.Accepted.Count > 0 || !result.Failures[0].StartsWith(status, StringComparison.Ordinal))
        {
            throw new StepFailure($"a publish that had to be answered {status} was {(result.Accepted.Count > 0 ? "accepted" : $"answered {result.Failures[0]}")}");
        }
    }

    private static async Task<string> TokenOfAsync(Stage stage, string account, CancellationToken cancel) =>
        (await stage.Kubectl.MustAsync(["create", "token", account, "-n", Names.Application, "--audience", "postrider"], cancel)).Trim();
}
