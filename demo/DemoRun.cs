using Postrider.Demo.Processes;
using Postrider.Demo.Publishing;
using Postrider.Demo.Receiving;
using Postrider.Demo.Showing;

namespace Postrider.Demo;

/// <summary>The demo from start to end: start the parts, play the scenes, then go on showing, stop the parts.</summary>
internal sealed class DemoRun(DemoOptions options, Screen screen, TimeProvider time)
{
    private static readonly TimeSpan OnceLimit = TimeSpan.FromSeconds(120);

    /// <summary>The exit code: 0 when it ended as asked, 1 when something failed.</summary>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        if (options.Once)
        {
            limit.CancelAfter(OnceLimit);
        }

        await using var stage = new Stage(options, screen, time);
        try
        {
            if (options.ReceiverOnly)
            {
                await stage.ReceiveAsync(stop);
            }

            await stage.SetAsync(limit.Token);
            var play = PlayAsync(stage, limit.Token);
            var first = await Task.WhenAny(play, stage.WatchAsync(limit.Token));
            await first; // a part that ended by itself fails here
            return stage.Keep(await play);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            screen.Line();
            screen.Line("[grey]Stopping…[/]");
            return 0;
        }
        catch (OperationCanceledException)
        {
            screen.Failure($"Not everything had arrived after {OnceLimit.TotalSeconds:0} s.");
            return stage.Keep(1);
        }
        catch (DemoFailure failure)
        {
            screen.Line();
            screen.Failure(failure.Message, failure.Details);
            return stage.Keep(1);
        }
    }

    private async Task<int> PlayAsync(Stage stage, CancellationToken cancel)
    {
        Guide.ShowSettings(screen, options.Addresses);
        screen.Line("[bold]Declared[/]");
        await stage.FirstLookAsync(cancel);
        var resources = stage.ShowResourcesAsync(cancel);
        var runner = new SceneRunner(new Publisher(stage.Http, options.Addresses.Dispatcher, time), stage.Arrivals, screen);
        screen.Line();
        screen.TableHeader();
        var good = true;
        foreach (var scene in Scenes.Programme(options.Addresses.Receiver))
        {
            good &= await runner.PlayAsync(scene, cancel);
        }

        if (!options.Once)
        {
            Guide.ShowWhatNext(screen, stage.Samples);
            await resources; // until it is cancelled
        }

        good &= await ScheduleAsync(stage, cancel);
        screen.Line();
        return screen.Verdict(good, good ? "every kind arrived" : "not everything was as promised") ? 0 : 1;
    }

    private async Task<bool> ScheduleAsync(Stage stage, CancellationToken cancel)
    {
        if (!options.Schedule)
        {
            return true;
        }

        screen.Line();
        screen.Line("[bold]From the Schedule every-minute[/]");
        return await stage.Arrivals.WaitAsync("schedule", 1, Timeout.InfiniteTimeSpan, cancel)
            && stage.Arrivals.Of("schedule").All(arrival => arrival.SignatureProblem is null);
    }
}
