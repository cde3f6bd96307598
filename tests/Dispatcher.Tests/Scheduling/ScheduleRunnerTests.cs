using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Postrider.Core;
using Postrider.Core.Model;
using Postrider.Core.Registry;
using Postrider.Core.Store;
using Postrider.Dispatcher.Events;
using Postrider.Dispatcher.Hosting;
using Postrider.Dispatcher.Scheduling;
using Postrider.TestKit.Redis;

namespace Postrider.Dispatcher.Tests.Scheduling;

/// <summary>Firing step by step, with no worker running beside it.</summary>
public sealed class ScheduleRunnerTests : IAsyncLifetime
{
    private const string Uid = "default/each";
    private static readonly ResourceName Name = new("default", "each");
    private static readonly int Partition = Partitioning.PartitionOf("default", 4);
    private readonly DueMoment due = new();
    private readonly HostingEnvironment environment = new() { EnvironmentName = Environments.Development };
    private RedisServer redis = null!;
    private ServiceProvider services = null!;

    private ScheduleRunner Runner => services.GetRequiredService<ScheduleRunner>();

    private ScheduleStore Store => services.GetRequiredService<ScheduleStore>();

    public async Task InitializeAsync()
    {
        redis = await RedisServer.StartAsync();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Redis:Configuration", redis.Configuration)]).Build();
        services = new ServiceCollection().AddLogging().AddMetrics()
            .AddPostriderRedis(configuration, environment).AddPostriderStores()
            .AddSingleton<IHostEnvironment>(environment).AddSingleton(DispatcherRoles.Read(configuration)).AddSingleton<DispatcherMetrics>().AddSingleton<EventLog>().AddSingleton<ScheduleRunner>().BuildServiceProvider();
    }

    public async Task DisposeAsync()
    {
        await Invariants.CheckAsync(redis.Database);
        await services.DisposeAsync();
        await redis.DisposeAsync();
    }

    [Fact]
    public async Task A_worker_that_was_told_of_it_and_comes_after_another_one_sends_nothing()
    {
        await Store.PutAsync([Schedule()]);
        await due.ComeAsync(redis, "default", "each");
        var now = DateTimeOffset.UtcNow;
        for (var worker = 0; worker < 3; worker++)
        {
            await Runner.FireAsync(Partition, Uid, now);
        }

        var schedule = (await services.GetRequiredService<ScheduleReader>().GetAsync(Name))!;
        Assert.Equal((due.Ms, 1), (schedule.LastMs!.Value, schedule.Sent.Count));
        Assert.Equal(1, await MessagesAsync(Partition));
    }

    [Fact]
    public async Task A_schedule_that_was_paused_or_removed_after_a_worker_was_told_of_it_sends_nothing()
    {
        await Store.PutAsync([Schedule()]);
        await due.ComeAsync(redis, "default", "each");
        await Store.PutAsync([Schedule() with { Suspend = true }]);
        await Runner.FireAsync(Partition, Uid, DateTimeOffset.UtcNow);
        await Store.RemoveAsync(Name, DefinitionSource.Api);
        await Runner.FireAsync(Partition, Uid, DateTimeOffset.UtcNow);
        Assert.Equal(0, await MessagesAsync(Partition));
    }

    [Fact]
    public async Task What_goes_to_another_partition_and_was_sent_by_half_is_sent_once()
    {
        var owner = Enumerable.Range(0, 100).Select(number => $"owner{number}").First(ns => Partitioning.PartitionOf(ns, 4) != Partition);
        await Store.PutAsync([Schedule() with { Url = null, Endpoint = "billing", Owner = owner }]);
        await due.ComeAsync(redis, "default", "each");
        var schedule = $"{{{Partition}}}S{Uid}";
        await redis.Database.KeyCopyAsync(schedule, "kept");
        await Runner.FireAsync(Partition, Uid, DateTimeOffset.UtcNow);
        await redis.Database.KeyCopyAsync("kept", schedule, replace: true); // as if the worker had died between the two steps
        await Runner.FireAsync(Partition, Uid, DateTimeOffset.UtcNow);
        Assert.Equal((0, 1), (await MessagesAsync(Partition), await MessagesAsync(Partitioning.PartitionOf(owner, 4))));
    }

    [Fact]
    public async Task A_firing_into_a_queue_too_many_is_told_with_the_schedule_and_the_next_one_comes()
    {
        services.GetRequiredService<Microsoft.Extensions.Options.IOptions<QueueLimits>>().Value.MaxQueues = 0;
        await Store.PutAsync([Schedule() with { Template = MessageTemplate.Write(MessageTemplate.Of(Schedule()) with { Queue = "mails" }) }]);
        await due.ComeAsync(redis, "default", "each");
        await Runner.FireAsync(Partition, Uid, DateTimeOffset.UtcNow);
        var schedule = (await services.GetRequiredService<ScheduleReader>().GetAsync(Name))!;
        Assert.Equal(("quota maxQueues exceeded, current limit: 0", due.Ms), (schedule.Error, schedule.LastMs!.Value));
        Assert.True(schedule.NextMs > due.Ms);
        Assert.Equal(0, await MessagesAsync(Partition));
    }

    [Fact]
    public async Task While_nobody_knows_whether_its_Topic_is_still_to_come_it_stands_back_and_says_why()
    {
        environment.EnvironmentName = Environments.Production;
        await Store.PutAsync([Schedule() with { Url = null, Topic = "orders" }]);
        await due.ComeAsync(redis, "default", "each");
        Assert.Equal(TimeSpan.Zero, await Runner.FireAsync(Partition, Uid, DateTimeOffset.UtcNow));
        var schedule = (await services.GetRequiredService<ScheduleReader>().GetAsync(Name))!;
        Assert.Equal(("the declared Topics are still being written", due.Ms, null), (schedule.Error, schedule.NextMs, schedule.LastMs));
        Assert.True(await redis.Database.SortedSetScoreAsync($"{{{Partition}}}sch", Uid) > due.Ms);

        await services.GetRequiredService<IRegistryWriter>().MarkCompleteAsync(CancellationToken.None);
        await Runner.FireAsync(Partition, Uid, DateTimeOffset.UtcNow);
        schedule = (await services.GetRequiredService<ScheduleReader>().GetAsync(Name))!;
        Assert.Equal(("Topic 'orders' is gone or has no subscribers", due.Ms), (schedule.Error, schedule.LastMs!.Value));
    }

    [Fact]
    public async Task In_development_where_no_operator_ever_was_a_Topic_that_is_not_there_is_not_awaited()
    {
        await Store.PutAsync([Schedule() with { Url = null, Topic = "orders" }]);
        await due.ComeAsync(redis, "default", "each");
        await Runner.FireAsync(Partition, Uid, DateTimeOffset.UtcNow);
        var schedule = (await services.GetRequiredService<ScheduleReader>().GetAsync(Name))!;
        Assert.Equal(("Topic 'orders' is gone or has no subscribers", due.Ms), (schedule.Error, schedule.LastMs!.Value));
    }

    [Fact]
    public async Task One_that_cannot_be_read_stands_back()
    {
        await Store.PutAsync([Schedule()]);
        await due.ComeAsync(redis, "default", "each");
        await redis.Database.HashSetAsync($"{{{Partition}}}S{Uid}", "def", "no definition");
        Assert.Equal(TimeSpan.Zero, await Runner.FireAsync(Partition, Uid, DateTimeOffset.UtcNow));
        Assert.True(await redis.Database.SortedSetScoreAsync($"{{{Partition}}}sch", Uid) > due.Ms);
        Assert.Equal(0, await MessagesAsync(Partition));
    }

    [Fact]
    public async Task What_goes_wrong_even_in_standing_back_is_tried_again_and_not_thrown()
    {
        await Runner.FireAsync(Partition, Uid, DateTimeOffset.UtcNow);
        await services.GetRequiredService<Postrider.Core.Redis.RedisConnections>().DisposeAsync();
        Assert.True(await Runner.FireAsync(Partition, Uid, DateTimeOffset.UtcNow) > TimeSpan.Zero);
    }

    private ScheduleDefinition Schedule() => new()
    {
        Namespace = "default", Name = "each", Source = DefinitionSource.Api, Cron = due.Cron, Url = "http://127.0.0.1:9/",
    };

    private async Task<int> MessagesAsync(int partition) => ((string[])(await redis.Database.ExecuteAsync("KEYS", $"{{{partition}}}m*"))!).Length;
}
