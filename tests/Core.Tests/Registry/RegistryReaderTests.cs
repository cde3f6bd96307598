using Microsoft.Extensions.Logging.Abstractions;
using Postrider.Core.Model;
using Postrider.Core.Registry;
using Postrider.Core.Tests.Store;

namespace Postrider.Core.Tests.Registry;

public sealed class RegistryReaderTests : StoreTest
{
    private static readonly ResourceName Billing = new(Shop, "billing");

    [Fact]
    public async Task Nothing_is_taken_over_before_the_registry_is_complete()
    {
        using var reader = NewReader();
        await Writer.PutAsync(Endpoint("https://one.example/"), default);
        await reader.RefreshAsync();
        Assert.Empty(reader.Current.Endpoints);
        Assert.Null(reader.Current.Complete);
        await Writer.MarkCompleteAsync(default);
        await reader.RefreshAsync();
        Assert.Equal("https://one.example/", reader.Current.Endpoints[Billing].Url);
    }

    [Fact]
    public async Task A_change_and_a_removal_follow()
    {
        using var reader = await CompleteAsync();
        await Writer.PutAsync(Endpoint("https://two.example/"), default);
        await Writer.PutAsync(new TopicDefinition { Namespace = Shop, Name = "orders", Source = "test" }, default);
        await reader.RefreshAsync();
        Assert.Equal("https://two.example/", reader.Current.Endpoints[Billing].Url);
        Assert.Contains(new ResourceName(Shop, "orders"), reader.Current.Topics.Keys);
        await Writer.RemoveAsync(ResourceKind.Endpoint, Billing, "test", default);
        await reader.RefreshAsync();
        Assert.Empty(reader.Current.Endpoints);
    }

    [Fact]
    public async Task A_version_that_a_publisher_has_seen_is_reached_by_all_who_ask_for_it()
    {
        using var reader = await CompleteAsync();
        await Writer.PutAsync(Endpoint("https://two.example/"), default);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => reader.ReachAsync(reader.Current.Version + 1).AsTask()));
        Assert.Equal("https://two.example/", reader.Current.Endpoints[Billing].Url);
    }

    [Fact]
    public async Task An_entry_that_cannot_be_read_hides_no_other()
    {
        using var reader = await CompleteAsync();
        await Redis.Database.HashSetAsync("{reg}t", $"{Shop}/broken", "{garbage");
        await Redis.Database.SortedSetAddAsync("{reg}c", $"t{Shop}/broken", await Redis.Database.StringIncrementAsync("{reg}v"));
        await Writer.PutAsync(Endpoint("https://two.example/"), default);
        await reader.RefreshAsync();
        Assert.Equal("https://two.example/", reader.Current.Endpoints[Billing].Url);
        await Redis.Database.StringSetAsync("{reg}complete", "anew"); // all of it is read
        await reader.RefreshAsync();
        Assert.Equal("https://two.example/", reader.Current.Endpoints[Billing].Url);
        Assert.Empty(reader.Current.Topics);
    }

    [Fact]
    public async Task Each_of_many_who_look_at_once_sees_what_was_written_before()
    {
        using var reader = await CompleteAsync();
        await Task.WhenAll(Enumerable.Range(0, 100).Select(async number =>
        {
            var name = new ResourceName(Shop, $"t{number}");
            await Writer.PutAsync(new TopicDefinition { Namespace = Shop, Name = name.Name, Source = "test" }, default);
            await reader.RefreshAsync();
            Assert.Contains(name, reader.Current.Topics.Keys);
        }));
    }

    [Fact]
    public async Task A_look_that_failed_is_no_matter_for_the_next()
    {
        using var reader = await CompleteAsync();
        await Redis.Database.KeyRenameAsync("{reg}v", "{reg}away");
        await Redis.Database.StringSetAsync("{reg}v", "no number");
        await Assert.ThrowsAnyAsync<Exception>(reader.RefreshAsync);
        await Redis.Database.KeyRenameAsync("{reg}away", "{reg}v");
        await Writer.PutAsync(Endpoint("https://two.example/"), default);
        await reader.RefreshAsync();
        Assert.Equal("https://two.example/", reader.Current.Endpoints[Billing].Url);
    }

    [Fact]
    public async Task After_a_flush_the_last_snapshot_stays_until_all_is_written_again()
    {
        using var reader = await CompleteAsync();
        await Redis.FlushAsync();
        await reader.RefreshAsync();
        Assert.Contains(Billing, reader.Current.Endpoints.Keys);
        Assert.Null(reader.Current.Complete);
        await Writer.PutAsync(Endpoint("https://two.example/") with { Name = "other" }, default);
        await Writer.MarkCompleteAsync(default);
        await reader.RefreshAsync();
        Assert.Equal([new ResourceName(Shop, "other")], reader.Current.Endpoints.Keys);
    }

    [Fact]
    public async Task A_running_reader_follows_signals()
    {
        using var reader = NewReader();
        await reader.StartAsync(default);
        await Writer.PutAsync(Endpoint("https://one.example/"), default);
        await Writer.MarkCompleteAsync(default);
        await TestKit.Eventually.IsTrueAsync(() => reader.Current.Endpoints.ContainsKey(Billing), "the Endpoint is there");
        await reader.StopAsync(default);
    }

    [Fact]
    public async Task Redis_itself_proves_an_endpoint_that_the_snapshot_does_not_have_yet()
    {
        using var reader = await CompleteAsync();
        await Writer.PutAsync(Endpoint("https://new.example/") with { Name = "new" }, default);
        Assert.NotNull(await reader.ReadEndpointAsync(new(Shop, "new")));
        Assert.Null(await reader.ReadEndpointAsync(new(Shop, "none")));
    }

    [Fact]
    public void A_selector_finds_endpoints_of_its_namespace_that_carry_all_labels()
    {
        var labels = new Dictionary<string, string> { ["events"] = "orders", ["tier"] = "one" };
        EndpointDefinition[] endpoints =
        [
            Endpoint("https://x/") with { Name = "both", Labels = labels },
            Endpoint("https://x/") with { Name = "half", Labels = new Dictionary<string, string> { ["events"] = "orders" } },
            Endpoint("https://x/") with { Name = "foreign", Namespace = "elsewhere", Labels = labels },
        ];
        var snapshot = endpoints.Aggregate(
            RegistrySnapshot.Empty, (sum, endpoint) => sum with { Endpoints = sum.Endpoints.Add(new(endpoint.Namespace, endpoint.Name), endpoint) });
        Assert.Equal(["both"], snapshot.Select(Shop, labels).Select(endpoint => endpoint.Name));
        Assert.Equal(["both", "half"], snapshot.Select(Shop, new Dictionary<string, string> { ["events"] = "orders" }).Select(endpoint => endpoint.Name));
    }

    private static EndpointDefinition Endpoint(string url) => new() { Namespace = Shop, Name = Billing.Name, Source = "test", Url = url };

    private RegistryReader NewReader() => new(Connections, NullLogger<RegistryReader>.Instance);

    private async Task<RegistryReader> CompleteAsync()
    {
        var reader = NewReader();
        await Writer.PutAsync(Endpoint("https://one.example/"), default);
        await Writer.MarkCompleteAsync(default);
        await reader.RefreshAsync();
        return reader;
    }
}
