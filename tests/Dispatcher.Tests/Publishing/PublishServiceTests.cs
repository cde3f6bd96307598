using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Postrider.Core.Model;
using Postrider.Core.Redis;
using Postrider.Core.Store;
using Postrider.Dispatcher.Api;
using Postrider.Dispatcher.Auth.Access;
using Postrider.Dispatcher.Auth.InCluster;
using Postrider.Dispatcher.Hosting;
using Postrider.Dispatcher.Protocol;
using Postrider.Dispatcher.Publishing;
using Postrider.Dispatcher.Tests.Auth.InCluster;
using Postrider.TestKit.Redis;

namespace Postrider.Dispatcher.Tests.Publishing;

public sealed class PublishServiceTests : IAsyncLifetime
{
    private static readonly Caller Account = new("shop", null, new("system:serviceaccount:shop:web", "uid", []));
    private readonly FakeTimeProvider time = new();
    private readonly FakeApiServer api = new() { Allowed = { "create messages/ shop" } };
    private RedisServer redis = null!;
    private IHost gateway = null!;

    public async Task InitializeAsync()
    {
        redis = await RedisServer.StartAsync();
        gateway = Host();
    }

    public async Task DisposeAsync()
    {
        await ((IAsyncDisposable)gateway).DisposeAsync();
        await redis.DisposeAsync();
    }

    [Fact]
    public async Task A_delay_counts_from_the_request_and_not_from_when_Kubernetes_has_answered_whether_it_may()
    {
        api.WhileAsked = () => time.Advance(TimeSpan.FromSeconds(50));
        var order = new PublishOrder("https://shop.example/in", Input(("Upstash-Delay", "60s")), ReadOnlyMemory<byte>.Empty);
        var (outcomes, _) = await gateway.Services.GetRequiredService<PublishService>().PublishAsync([order], Account);
        Assert.Equal(PublishCode.Stored, Assert.Single(outcomes!).Messages[0].Answer.Code);
        Assert.Equal(1, api.AccessesAsked);
        Assert.InRange((await LeaseAsync()).NextIn!.Value.TotalSeconds, 1, 10);
    }

    private static PublishInput Input(params (string Name, string Value)[] headers)
    {
        var given = new HeaderDictionary();
        Array.ForEach(headers, header => given[header.Name] = header.Value);
        return PublishInput.From(given, [], null);
    }

    private Task<LeaseAnswer> LeaseAsync()
    {
        var partition = Partitioning.PartitionOf("shop", new RedisOptions().Partitions);
        return gateway.Services.GetRequiredService<LeaseStore>().LeaseAsync(partition, new byte[8], holding: false, TimeSpan.FromSeconds(30), want: 1, borrow: 1, share: 1);
    }

    private IHost Host()
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new() { EnvironmentName = Environments.Development });
        builder.Configuration.AddInMemoryCollection([new("Redis:Configuration", redis.Configuration)]);
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddDispatcher(builder.Configuration, builder.Environment, new DispatcherRoles(Gateway: true, Worker: false));
        builder.Services.AddSingleton(provider => new AccessControl(provider.GetRequiredService<CrossingTable>(), new AccessReviews(api, [], time)));
        return builder.Build();
    }
}
