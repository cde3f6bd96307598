using Postrider.Core.Model;
using Postrider.Operator.Controllers;

namespace Postrider.Operator.Tests.Controllers;

public sealed class LiveDefinitionsTests
{
    private static readonly ResourceName Name = new("default", "orders");
    private readonly Store store = new();
    private readonly RegistryEpoch epoch = new();
    private readonly LiveDefinitions<TopicDefinition> live;

    public LiveDefinitionsTests() => live = new(store, epoch);

    private List<TopicDefinition> Written => store.Written;

    [Fact]
    public async Task An_equal_definition_is_written_once()
    {
        await PutAsync(Topic("a"));
        await PutAsync(Topic("a"));
        await PutAsync(Topic("b"));
        Assert.Equal(2, Written.Count);
    }

    [Fact]
    public async Task What_Redis_may_have_lost_is_written_again_the_last_good_one_too()
    {
        await PutAsync(Topic("a"));
        await PutAsync(null);
        Assert.Single(Written);
        epoch.Advance();
        await PutAsync(null);
        Assert.Equal(2, Written.Count);
        Assert.Same(Written[0], Written[1]);
    }

    [Fact]
    public async Task A_write_that_failed_is_not_taken_for_done()
    {
        store.Before = () => throw new TimeoutException();
        await Assert.ThrowsAsync<TimeoutException>(() => PutAsync(Topic("a")));
        store.Before = () => { };
        Written.Clear();
        Assert.Empty(live.Names);
        await PutAsync(Topic("a"));
        Assert.Single(Written);
    }

    [Fact]
    public async Task Redis_losing_everything_during_the_write_has_it_repeated()
    {
        store.Before = epoch.Advance;
        await PutAsync(Topic("a"));
        await PutAsync(Topic("a"));
        Assert.Equal(2, Written.Count);
    }

    [Fact]
    public async Task A_name_that_another_source_holds_is_not_live_here()
    {
        await PutAsync(Topic("a"));
        store.Owner = "directory";
        Assert.Equal("directory", await PutAsync(Topic("b")));
        Assert.Empty(live.Names);
    }

    [Fact]
    public async Task What_an_earlier_run_made_live_stays_so()
    {
        store.Ours = Topic("before");
        await PutAsync(null);
        Assert.Same(store.Ours, live.Find(Name));
    }

    [Fact]
    public async Task What_is_live_of_another_resource_of_the_name_is_not_this_ones_last_good_one()
    {
        store.Ours = Topic("before") with { Uid = "first" };
        Assert.Same(store.Ours, await live.FindLastGoodAsync(Name, "first"));
        Assert.False(await live.HasPredecessorAsync(Name, "first"));
        Assert.Null(await live.FindLastGoodAsync(Name, "second"));
        Assert.True(await live.HasPredecessorAsync(Name, "second"));
        await PutAsync(Topic("now") with { Uid = "second" });
        Assert.False(await live.HasPredecessorAsync(Name, "second"));
        Assert.True(await live.HasPredecessorAsync(Name, "third"));
    }

    [Fact]
    public async Task Without_a_uid_what_is_live_may_be_of_any_resource_of_the_name()
    {
        store.Ours = Topic("before");
        Assert.Same(store.Ours, await live.FindLastGoodAsync(Name, "second"));
        Assert.False(await live.HasPredecessorAsync(Name, "second"));
        store.Ours = store.Ours with { Uid = "first" };
        Assert.Same(store.Ours, await live.FindLastGoodAsync(Name, null));
    }

    [Fact]
    public async Task What_is_live_is_told_when_it_changes()
    {
        var changes = 0;
        live.Changed += _ => changes++;
        await PutAsync(Topic("a"));
        epoch.Advance();
        await PutAsync(Topic("a"));
        Assert.Equal(1, changes);
        live.Forget(Name);
        Assert.Equal(2, changes);
    }

    private Task<string?> PutAsync(TopicDefinition? definition) => live.PutAsync(Name, definition, CancellationToken.None);

    private static TopicDefinition Topic(string subscriber) =>
        new() { Namespace = "default", Name = "orders", Source = "test", Subscribers = [new() { Name = subscriber, Url = "http://127.0.0.1:9/" }] };

    private sealed class Store : ILiveStore<TopicDefinition>
    {
        public List<TopicDefinition> Written { get; } = [];

        public Action Before { get; set; } = () => { };

        public string? Owner { get; set; }

        public TopicDefinition? Ours { get; set; }

        public Task<string?> PutAsync(TopicDefinition definition, CancellationToken cancel)
        {
            Before();
            Written.Add(definition);
            return Task.FromResult(Owner);
        }

        public Task<TopicDefinition?> FindOursAsync(ResourceName name) => Task.FromResult(Ours);
    }
}
