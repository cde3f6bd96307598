using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Postrider.Core.Fencing;
using Postrider.Core.Model;
using Postrider.Core.Redis;
using Postrider.Core.Registry;
using Postrider.Core.Secrets;
using Postrider.Operator.Api;
using Postrider.Operator.Hosting;
using Postrider.Operator.Keeping;
using Postrider.Operator.Keys;
using Postrider.Operator.Leading;
using Postrider.Operator.Runtime;
using Postrider.Operator.Sources;
using Postrider.TestKit;

namespace Postrider.Operator.Tests.Keeping;

public sealed class OperatorServiceTests
{
    [Fact]
    public async Task A_source_that_fails_ends_the_program_with_a_sentence()
    {
        var options = Options.Create(new RedisOptions { Configuration = "127.0.0.1:1" }); // never there: what waits for it must not hold up the end
        await using var connections = new RedisConnections(options);
        var lifetime = new ApplicationLifetime(NullLogger<ApplicationLifetime>.Instance);
        var reason = new StopReason(lifetime);
        using var service = new OperatorService(
            new BrokenSource(), new ConfiguredKeys(Options.Create(new EncryptionOptions())), new AlwaysLeads(), null!,
            new PartitionCount(connections, new FencedScripts(connections, new NoFence()), options), reason, NullLogger<OperatorService>.Instance);
        await service.StartAsync(CancellationToken.None);
        await Eventually.IsTrueAsync(() => lifetime.ApplicationStopping.IsCancellationRequested, "the program is asked to end");
        Assert.Equal("The operator cannot go on: nobody foresaw this", reason.Sentence);
        await service.StopAsync(CancellationToken.None);
    }

    private sealed class BrokenSource : IResourceSource
    {
        public string Name => "broken";

        public ResourceCache<Endpoint> Endpoints { get; } = new();

        public ResourceCache<Topic> Topics { get; } = new();

        public ResourceCache<Schedule> Schedules { get; } = new();

        public IValueReader Secrets => throw new NotSupportedException();

        public IValueReader ConfigMaps => throw new NotSupportedException();

        public IStatusSink Statuses => throw new NotSupportedException();

        public Task RunAsync(CancellationToken cancel) => Task.FromException(new InvalidOperationException("nobody foresaw this"));

        public Task<bool> IsGoneAsync(ResourceKind kind, ResourceName name, CancellationToken cancel) => Task.FromResult(false);
    }
}
