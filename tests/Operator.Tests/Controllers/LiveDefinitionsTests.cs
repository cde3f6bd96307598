using Postrider.Core.Model;
using Postrider.Operator.Controllers;

namespace Postrider.Operator.Tests.Controllers;

public sealed class LiveDefinitionsTests
{
    private static readonly ResourceName Name = new("default", "orders");
    private readonly List<TopicDefinition> written = [];
    private readonly RegistryEpoch epoch = new();
    private readonly LiveDefinitions<TopicDefinition> live;
    private Exception? failure;

    public LiveDefinitionsTests() => live = new((definition, _) =>
    {
        written.Add(definition);
        return failure is null ? Task.CompletedTask : Task.FromException(failure);
    }, epoch);

    [Fact]
    public async Task An_equal_definition_is_written_once()
    {
        await PutAsync(Topic("a"));
        await PutAsync(Topic("a"));
        await PutAsync(Topic("b"));
        Assert.Equal(2, written.Count);
    }

    [Fact]
    public async Task What_Redis_may_have_lost_is_written_again_the_last_good_one_too()
    {
        await PutAsync(Topic("a"));
        await PutAsync(null);
        Assert.Single(written);
        epoch.Advance();
        await PutAsync(null);
        Assert.Equal(2, written.Count);
        Assert.Same(written[0], written[1]);
    }

    [Fact]
    public async Task A_write_that_failed_is_not_taken_for_done()
    {
        failure = new TimeoutException();
        await Assert.ThrowsAsync<TimeoutException>(() => PutAsync(Topic("a")));
        failure = null;
        Assert.Empty(live.Names);
        await PutAsync(Topic("a"));
        Assert.Equal(2, written.Count);
    }

    [Fact]
    public async Task Redis_losing_everything_during_the_write_has_it_repeated()
    {
        var racing = new LiveDefinitions<TopicDefinition>((definition, _) =>
        {
            written.Add(definition);
            epoch.Advance();
            return Task.CompletedTask;
        }, epoch);
        await racing.PutAsync(Name, Topic("a"), CancellationToken.None);
        await racing.PutAsync(Name, Topic("a"), CancellationToken.None);
        Assert.Equal(2, written.Count);
    }

    private Task PutAsync(TopicDefinition? definition) => live.PutAsync(Name, definition, CancellationToken.None);

    private static TopicDefinition Topic(string subscriber) =>
        new() { Namespace = "default", Name = "orders", Source = "test", Subscribers = [new() { Name = subscriber, Url = "http://127.0.0.1:9/" }] };
}
