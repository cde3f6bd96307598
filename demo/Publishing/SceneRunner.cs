using Postrider.Demo.Receiving;
using Postrider.Demo.Showing;

namespace Postrider.Demo.Publishing;

/// <summary>Plays one scene: publishes, waits for the arrivals, and says whether they are what was promised.</summary>
internal sealed class SceneRunner(Publisher publisher, Arrivals arrivals, Screen screen)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15); // beyond the scene's own delay
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(1); // in which a duplicate would have arrived

    public async Task<bool> PlayAsync(Scene scene, CancellationToken cancel)
    {
        screen.Scene(scene);
        var answers = new List<Publication>();
        for (var i = 0; i < scene.Times; i++)
        {
            answers.Add(await publisher.PublishAsync(scene, cancel));
            if (!answers[^1].Accepted)
            {
                return screen.Verdict(false, $"{(answers[^1].Status == 0 ? "no answer" : $"refused with {answers[^1].Status}")}: {answers[^1].Text}");
            }
        }

        if (!await arrivals.WaitAsync(scene.Kind, scene.Arrivals, scene.Delay + Limit, cancel))
        {
            return screen.Verdict(false, $"not all of it arrived within {(scene.Delay + Limit).TotalSeconds:0} s");
        }

        return scene.Times > 1 ? await NothingMoreAsync(scene, answers, cancel) : Check(scene);
    }

    private async Task<bool> NothingMoreAsync(Scene scene, List<Publication> answers, CancellationToken cancel)
    {
        await Task.Delay(Silence, cancel);
        var acknowledged = answers[^1].Deduplicated && answers[^1].MessageIds[0] == answers[0].MessageIds[0];
        return Check(scene) && screen.Verdict(
            acknowledged,
            acknowledged
                ? $"the second publish was acknowledged ({answers[^1].Status}, deduplicated) and nothing more arrived"
                : $"the second publish was not taken as a duplicate: {answers[^1].Text}");
    }

    private bool Check(Scene scene)
    {
        var seen = arrivals.Of(scene.Kind);
        return seen.Count != scene.Attempts ? screen.Verdict(false, $"{seen.Count} attempts arrived instead of {scene.Attempts}")
            : seen.FirstOrDefault(arrival => arrival.SignatureProblem is not null) is { } bad ? screen.Verdict(false, $"its signature: {bad.SignatureProblem}")
            : seen.Any(arrival => arrival.Lateness < TimeSpan.FromMilliseconds(-1)) ? screen.Verdict(false, "it came before it was due")
            : true;
    }
}
