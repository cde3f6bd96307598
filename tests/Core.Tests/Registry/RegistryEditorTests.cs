using Postrider.Core.Model;
using Postrider.Core.Registry;
using Postrider.Core.Tests.Store;

namespace Postrider.Core.Tests.Registry;

/// <summary>What the API makes is changed by compare and set, and is no other source's.</summary>
public sealed class RegistryEditorTests : StoreTest
{
    private const int Most = 1000;
    private static readonly ResourceName Orders = new(Shop, "orders");

    private RegistryEditor Editor => new(Connections);

    [Fact]
    public async Task What_is_made_changed_and_removed_is_read_back_with_its_times()
    {
        Assert.Equal(EditCode.Done, await EditAsync(Orders, null, Made(Orders)));
        var first = (await Editor.FindTopicAsync(Orders))!;
        Assert.InRange(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - first.CreatedAtMs, -1000, 60_000);
        Assert.Equal(first.CreatedAtMs, first.UpdatedAtMs);
        await TestKit.Eventually.IsTrueAsync(() => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() > first.CreatedAtMs + 2, "another millisecond");
        Assert.Equal(EditCode.Done, await EditAsync(Orders, first, Made(Orders) with { Headers = [new("Upstash-Retries", "3")] }));
        var second = (await Editor.FindTopicAsync(Orders))!;
        Assert.Equal(first.CreatedAtMs, second.CreatedAtMs);
        Assert.True(second.UpdatedAtMs > first.UpdatedAtMs);
        Assert.Equal("3", Assert.Single(second.Definition.Headers!).Value);
        Assert.Equal(EditCode.Done, await EditAsync(Orders, second, null));
        Assert.Null(await Editor.FindTopicAsync(Orders));
        Assert.Empty(await Editor.ListTopicsAsync(Shop));
        Assert.False(await Redis.Database.KeyExistsAsync("{reg}itshop"));
    }

    [Fact]
    public async Task A_change_of_something_that_is_not_so_any_more_changes_nothing()
    {
        await EditAsync(Orders, null, Made(Orders));
        var read = await Editor.FindTopicAsync(Orders);
        await EditAsync(Orders, read, Made(Orders) with { ContentBasedDeduplication = true });
        var version = await Redis.Database.StringGetAsync("{reg}v");
        Assert.Equal(EditCode.Changed, await EditAsync(Orders, read, Made(Orders) with { DeduplicationWindowMs = 1 }));
        Assert.Equal(EditCode.Changed, await EditAsync(Orders, read, null));
        Assert.Equal(EditCode.Changed, await EditAsync(Orders, null, Made(Orders)));
        Assert.Equal(version, await Redis.Database.StringGetAsync("{reg}v"));
    }

    [Fact]
    public async Task The_same_again_writes_nothing()
    {
        await EditAsync(Orders, null, Made(Orders));
        var version = await Redis.Database.StringGetAsync("{reg}v");
        Assert.Equal(EditCode.Done, await EditAsync(Orders, await Editor.FindTopicAsync(Orders), Made(Orders)));
        Assert.Equal(EditCode.Done, await EditAsync(new(Shop, "none"), null, null));
        Assert.Equal(version, await Redis.Database.StringGetAsync("{reg}v"));
    }

    [Fact]
    public async Task A_name_that_another_source_or_an_Endpoint_has_is_refused()
    {
        await Writer.PutAsync(Made(Orders) with { Source = "cluster" }, default);
        await Writer.PutAsync(new EndpointDefinition { Namespace = Shop, Name = "billing", Source = "folder", Url = "https://a.example" }, default);
        var read = await Editor.FindTopicAsync(Orders);
        Assert.Equal(new EditAnswer(EditCode.OtherSource, "cluster"), await Editor.EditTopicAsync(Orders, read, null, Most));
        Assert.Equal(new EditAnswer(EditCode.OtherSource, "cluster"), await Editor.EditTopicAsync(Orders, null, Made(Orders), Most));
        var billing = new ResourceName(Shop, "billing");
        Assert.Equal(new EditAnswer(EditCode.OtherKind, "folder"), await Editor.EditTopicAsync(billing, null, Made(billing), Most));
        Assert.Equal(new EditAnswer(EditCode.OtherKind, "folder"), await Editor.EditTopicAsync(billing, null, null, Most));
        Assert.Null(await Editor.FindTopicAsync(billing));
    }

    [Fact]
    public async Task What_the_api_made_is_no_operators_and_stays_when_it_prunes()
    {
        await EditAsync(Orders, null, Made(Orders));
        Assert.Equal(DefinitionSource.Api, await Writer.PutAsync(Made(Orders) with { Source = "cluster" }, default));
        await Writer.RemoveAsync(ResourceKind.Topic, Orders, "cluster", default);
        Assert.Empty(await Writer.ListAsync("cluster", default));
        Assert.NotNull(await Editor.FindTopicAsync(Orders));
    }

    [Fact]
    public async Task Of_many_that_make_at_once_as_many_as_fit_succeed_and_other_namespaces_are_not_counted()
    {
        var other = new ResourceName("other", "orders");
        await EditAsync(other, null, Made(other));
        var names = Enumerable.Range(0, 50).Select(number => new ResourceName(Shop, $"t{number}")).ToList();
        var answers = await Task.WhenAll(names.Select(name => Editor.EditTopicAsync(name, null, Made(name), 7)));
        Assert.Equal(7, answers.Count(answer => answer.Code == EditCode.Done));
        Assert.Equal(43, answers.Count(answer => answer.Code == EditCode.Full));
        var held = await Editor.ListTopicsAsync(Shop);
        Assert.Equal(7, held.Count);
        Assert.Equal(EditCode.Done, (await Editor.EditTopicAsync(Name(held[0]), held[0], Made(Name(held[0])) with { ContentBasedDeduplication = true }, 7)).Code);
    }

    [Fact]
    public async Task Topics_of_all_sources_are_listed_by_name_within_their_namespace()
    {
        await EditAsync(new(Shop, "b"), null, Made(new(Shop, "b")));
        await EditAsync(new("shop2", "z"), null, Made(new("shop2", "z")));
        await Writer.PutAsync(Made(new(Shop, "a")) with { Source = "cluster" }, default);
        Assert.Equal(["a", "b"], (await Editor.ListTopicsAsync(Shop)).Select(entry => entry.Definition.Name));
    }

    [Fact]
    public async Task A_definition_from_before_there_was_an_index_gets_its_place_when_it_is_put_again()
    {
        await Writer.PutAsync(Made(Orders) with { Source = "cluster" }, default);
        await Redis.Database.KeyDeleteAsync("{reg}itshop");
        Assert.Equal(0, (await Editor.FindTopicAsync(Orders))!.CreatedAtMs);
        await Writer.PutAsync(Made(Orders) with { Source = "cluster" }, default);
        Assert.NotEqual(0, Assert.Single(await Editor.ListTopicsAsync(Shop)).CreatedAtMs);
    }

    [Fact]
    public async Task What_is_made_and_removed_all_the_time_does_not_pile_up()
    {
        await Task.WhenAll(Enumerable.Range(0, 1200).Select(async number =>
        {
            var name = new ResourceName(Shop, $"t{number}");
            await EditAsync(name, null, Made(name));
            await EditAsync(name, await Editor.FindTopicAsync(name), null);
        }));
        await Task.WhenAll(Enumerable.Range(1200, 1200).Select(number => EditAsync(new(Shop, $"t{number}"), null, Made(new(Shop, $"t{number}")), 5000)));
        Assert.Equal(2000, await Redis.Database.SortedSetLengthAsync("{reg}c"));
    }

    private async Task<EditCode> EditAsync(ResourceName name, RegistryEntry<TopicDefinition>? read, TopicDefinition? wanted, int most = 2000) =>
        (await Editor.EditTopicAsync(name, read, wanted, most)).Code;

    private static ResourceName Name(RegistryEntry<TopicDefinition> entry) => new(entry.Definition.Namespace, entry.Definition.Name);

    private static TopicDefinition Made(ResourceName name) => new()
    {
        Namespace = name.Namespace, Name = name.Name, Source = DefinitionSource.Api, Subscribers = [new() { Url = "https://a.example/in" }],
    };
}
