using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Postrider.Core;
using Postrider.Core.Model;
using Postrider.Core.Registry;
using Postrider.Operator.Api;
using Postrider.Operator.Figures;
using Postrider.Operator.Runtime;
using Postrider.Operator.Sources;
using Postrider.TestKit.Redis;

namespace Postrider.Operator.Tests.Figures;

/// <summary>The loop over a real Redis, with Endpoints and Schedules of a test's own, and time that a test moves.</summary>
internal sealed class FigureScene : IAsyncDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);
    private readonly RedisServer redis;
    private readonly ServiceProvider services;
    private readonly CountingSource source;
    private readonly FigureLoop loop;

    private FigureScene(RedisServer redis)
    {
        this.redis = redis;
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Redis:Configuration", redis.Configuration), new("Redis:Partitions", "1")]).Build();
        var registrations = new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(Time);
        services = registrations.AddPostriderRedis(configuration, new HostingEnvironment { EnvironmentName = Environments.Development }).BuildServiceProvider();
        source = new CountingSource(Time);
        Book = new FigureBook(Time);
        var reader = new FigureReader(services.GetRequiredService<IRegistryWriter>(), services.GetRequiredService<HeldUpMessages>(), source, Time);
        loop = new FigureLoop(source, Book, reader, services.GetRequiredService<FigureNews>(), Time, NullLogger<FigureLoop>.Instance);
    }

    public CountedTime Time { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public FigureBook Book { get; }

    /// <summary>Every status that was written, and when.</summary>
    public IReadOnlyList<(ResourceName Name, DateTimeOffset At)> Writes => source.Writes;

    public static async Task<FigureScene> StartAsync() => new(await RedisServer.StartAsync());

    /// <summary>Declares an Endpoint whose first status is written.</summary>
    public void AddEndpoint(string name)
    {
        source.Endpoints.Set(CountingSource.New<Endpoint>(name));
        Book.Meet(new(ResourceKind.Endpoint, new("default", name)), null);
    }

    /// <summary>Declares a Schedule whose first status is written.</summary>
    public void AddSchedule(string name)
    {
        source.Schedules.Set(CountingSource.New<Schedule>(name));
        Book.Meet(new(ResourceKind.Schedule, new("default", name)), null);
    }

    public JsonObject? StatusOf(string endpoint) => source.Endpoints.Find(new("default", endpoint))!.Status;

    /// <summary>As scripts count: a message that was given to an Endpoint.</summary>
    public async Task PublishAsync(string endpoint)
    {
        await redis.Database.HashIncrementAsync("{0}stat", $"default\ne/{endpoint}\na");
        await redis.Database.SortedSetAddAsync("{0}news", $"default\ne/{endpoint}", Microseconds(Time.GetUtcNow()));
    }

    public Task DeliverAsync(string endpoint) => redis.Database.HashIncrementAsync("{0}stat", $"default\ne/{endpoint}\nd");

    public Task SetTimesAsync(string schedule, DateTimeOffset? last, DateTimeOffset next) => redis.Database.HashSetAsync(
        $"{{0}}Sdefault/{schedule}", [new("last", last?.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture) ?? ""), new("next", next.ToUnixTimeMilliseconds()), new("src", source.Name)]);

    /// <summary>Runs passes of the loop while time goes on.</summary>
    public async Task PassAsync(TimeSpan duration)
    {
        var end = Time.GetUtcNow() + duration;
        while (Time.GetUtcNow() < end)
        {
            var pass = loop.RunOnceAsync(CancellationToken.None);
            while (!pass.IsCompleted)
            {
                if (Time.IsWaitedFor)
                {
                    Time.Advance(Step);
                }

                await Task.Yield();
            }

            await pass;
            Time.Advance(TimeSpan.FromSeconds(5));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        await redis.DisposeAsync();
    }

    private static double Microseconds(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).TotalMicroseconds;
}
