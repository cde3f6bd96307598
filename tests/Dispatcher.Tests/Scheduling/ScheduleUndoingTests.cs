using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Postrider.Core;
using Postrider.Core.Model;
using Postrider.Core.Store;
using Postrider.Dispatcher.Scheduling;
using Postrider.TestKit;
using Postrider.TestKit.Redis;
using StackExchange.Redis;

namespace Postrider.Dispatcher.Tests.Scheduling;

public sealed class ScheduleUndoingTests
{
    private static readonly ScheduleDefinition Schedule = new() { Namespace = "default", Name = "a", Source = DefinitionSource.Api, Cron = "0 0 1 1 *", Url = "http://127.0.0.1:9/" };

    [Fact]
    public async Task What_cannot_be_undone_while_redis_is_away_is_undone_when_it_is_back()
    {
        await using var redis = await RedisServer.StartAsync("--appendonly", "yes", "--appendfsync", "always");
        await using var services = new ServiceCollection().AddLogging()
            .AddPostriderRedis(new ConfigurationBuilder().AddInMemoryCollection([new("Redis:Configuration", redis.Configuration)]).Build(), new HostingEnvironment { EnvironmentName = Environments.Development })
            .AddPostriderStores().BuildServiceProvider();
        var (store, reader) = (services.GetRequiredService<ScheduleStore>(), services.GetRequiredService<ScheduleReader>());
        var lifetime = new ApplicationLifetime(NullLogger<ApplicationLifetime>.Instance);
        ScheduleChange[] changes = [new(Schedule, null), new(Schedule with { Name = "b" }, null)];
        Assert.Equal(ScheduleCode.Done, (await store.PutAsync(changes)).Code);
        await redis.KillAsync();
        await new ScheduleUndoing(store, lifetime, TimeProvider.System, NullLogger<ScheduleUndoing>.Instance).UndoAsync(changes);
        await redis.StartAgainAsync();
        await Eventually.IsTrueAsync(async () => await CountAsync(reader) == 0, "both schedules are gone");
    }

    private static async Task<int> CountAsync(ScheduleReader reader)
    {
        try
        {
            return await reader.ListAsync("default").CountAsync();
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            return -1; // it is not back yet
        }
    }
}
