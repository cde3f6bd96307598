using System.Diagnostics;
using Postrider.Demo.Processes;
using Postrider.Demo.Receiving;
using Postrider.Demo.Showing;

namespace Postrider.Demo;

/// <summary>The parts that the demo runs on: Redis, receiver, operator, dispatcher. Stops what it started, in reverse.</summary>
internal sealed class Stage : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly DemoOptions options;
    private readonly Screen screen;
    private readonly TimeProvider time;
    private readonly Stack<IAsyncDisposable> started = new();
    private readonly List<ChildProcess> children = [];
    private readonly ResourceWatch resources;
    private string? folder;
    private bool keepFolder;

    public Stage(DemoOptions options, Screen screen, TimeProvider time)
    {
        (this.options, this.screen, this.time) = (options, screen, time);
        Arrivals = new Arrivals(screen.Arrival);
        resources = new ResourceWatch(Http, options.Addresses.Operator, screen, time);
    }

    public HttpClient Http { get; } = new() { Timeout = TimeSpan.FromSeconds(10) };

    public Arrivals Arrivals { get; }

    public string Samples { get; private set; } = "";

    public async Task SetAsync(CancellationToken cancel)
    {
        var checkout = Checkout.Find();
        Samples = options.Samples ?? checkout.Samples;
        var addresses = options.Addresses;
        checkout.RequireBuilt();
        addresses.RequireFree();
        folder = Directory.CreateTempSubdirectory("postrider-").FullName;
        screen.Line();
        screen.Line("[bold]Postrider[/] [grey]on this machine: no cluster, the same YAML[/]");

        var redisPort = Addresses.AnyFree();
        var redis = $"127.0.0.1:{redisPort}";
        var server = await RedisServer.LocateAsync(checkout, cancel);
        await StartAsync("Redis", $"{redis} (its own, in memory)", () => RedisServer.Start(server, redisPort, folder, Log("redis", null)),
            token => RedisServer.WaitAsync(redisPort, token), cancel);

        started.Push(await Receiver.StartAsync(addresses.Receiver, Arrivals, time, cancel));
        screen.Started("receiver", $"{addresses.Receiver} (fails twice under /flaky/…)");

        await StartAsync("operator", $"{addresses.Operator} reads {Samples}", () => PostriderProgram.StartOperator(addresses.Operator, Samples, checkout, redis, Log("operator", "operator")),
            token => PostriderProgram.WaitAsync(Http, addresses.Operator, token), cancel);
        await StartAsync("dispatcher", addresses.Dispatcher, () => PostriderProgram.StartDispatcher(addresses.Dispatcher, checkout, redis, Log("dispatcher", "dispatcher")),
            token => PostriderProgram.WaitAsync(Http, addresses.Dispatcher, token), cancel);
        screen.Started("logs", folder);
    }

    /// <summary>Starts the receiver alone, and shows what arrives until it is cancelled.</summary>
    public async Task ReceiveAsync(CancellationToken cancel)
    {
        Addresses.RequireFree(options.Addresses.Receiver, "receiver");
        started.Push(await Receiver.StartAsync(options.Addresses.Receiver, Arrivals, time, cancel));
        screen.Started("receiver", $"{options.Addresses.Receiver} (Ctrl-C stops it)");
        screen.TableHeader();
        await Task.Delay(Timeout.Infinite, cancel);
    }

    public Task FirstLookAsync(CancellationToken cancel) => resources.RunOnceAsync(cancel);

    public Task ShowResourcesAsync(CancellationToken cancel) => resources.RunAsync(cancel);

    /// <summary>Fails as soon as one of the parts ends by itself.</summary>
    public Task WatchAsync(CancellationToken cancel) => Task.WhenAny(children.Select(child => child.WatchAsync(cancel))).Unwrap();

    /// <summary>Passes an exit code on; the logs of a run that failed are kept.</summary>
    public int Keep(int exitCode)
    {
        keepFolder = exitCode != 0 && children.Count > 0;
        return exitCode;
    }

    public async ValueTask DisposeAsync()
    {
        while (started.TryPop(out var part))
        {
            await part.DisposeAsync();
        }

        Http.Dispose();
        if (keepFolder)
        {
            screen.Line($"  [grey]The logs are in {folder}[/]");
        }
        else if (folder is not null)
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private LogFile Log(string file, string? shownAs) => new(
        Path.Combine(folder!, $"{file}.log"), shownAs is null ? null : line => screen.Problem(shownAs, line));

    private async Task StartAsync(
        string name, string what, Func<ChildProcess> start, Func<CancellationToken, Task> ready, CancellationToken cancel)
    {
        var began = Stopwatch.GetTimestamp();
        var child = start();
        started.Push(child);
        children.Add(child);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(StartLimit);
        try
        {
            await await Task.WhenAny(ready(limit.Token), child.WatchAsync(limit.Token));
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new DemoFailure($"The {name} was not ready after {StartLimit.TotalSeconds:0} s.", child.Tail());
        }

        screen.Started(name, $"{what}, ready in {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s");
    }
}
