using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Postrider.Core.Model;
using Postrider.Operator.Sources;
using Postrider.Operator.Sources.Kubernetes;

namespace Postrider.Operator.Tests.Sources.Kubernetes;

public sealed class KubernetesValuesTests
{
    private static readonly ResourceName Keys = new("shop", "keys");
    private readonly FakeTimeProvider time = new();
    private readonly Dictionary<ResourceName, JsonObject> there = [];
    private readonly List<ResourceName> asked = [];
    private readonly List<ResourceName> changed = [];
    private readonly KubernetesValues secrets;
    private bool isDown;

    public KubernetesValuesTests()
    {
        secrets = new KubernetesValues(FindAsync, ValueContent.OfSecret, time, NullLogger<KubernetesValues>.Instance);
        secrets.Changed += changed.Add;
    }

    [Fact]
    public async Task What_is_there_is_read_once_however_many_ask()
    {
        there[Keys] = Secret("token", "one");
        for (var times = 0; times < 3; times++)
        {
            Assert.Equal(new ValueReading.Found("one"), await ReadAsync("token"));
        }

        Assert.IsType<ValueReading.KeyNotFound>(await ReadAsync("other"));
        Assert.Single(asked);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("false")]
    [InlineData("True")]
    [InlineData("")]
    public async Task One_without_the_label_counts_as_not_there(string? label)
    {
        there[Keys] = Secret("token", "one", label);
        Assert.IsType<ValueReading.NotFound>(await ReadAsync("token"));
    }

    [Fact]
    public async Task A_new_value_is_told_within_half_a_minute_and_the_same_again_is_not()
    {
        there[Keys] = Secret("token", "one");
        await ReadAsync("token");
        await PassAsync(TimeSpan.FromSeconds(31));
        Assert.Equal(2, asked.Count);
        Assert.Empty(changed);
        there[Keys] = Secret("token", "two");
        await PassAsync(TimeSpan.FromSeconds(31));
        Assert.Equal([Keys], changed);
        Assert.Equal(new ValueReading.Found("two"), await ReadAsync("token"));
    }

    [Fact]
    public async Task What_is_missing_is_looked_for_every_two_seconds()
    {
        await ReadAsync("token");
        await PassAsync(TimeSpan.FromSeconds(10));
        Assert.InRange(asked.Count, 5, 6);
        there[Keys] = Secret("other", "one");
        await PassAsync(TimeSpan.FromSeconds(2.5));
        Assert.Equal([Keys], changed);
        Assert.IsType<ValueReading.KeyNotFound>(await ReadAsync("token"));
        there[Keys] = Secret("token", "one");
        await PassAsync(TimeSpan.FromSeconds(2.5));
        Assert.Equal([Keys, Keys], changed);
    }

    [Fact]
    public async Task One_that_went_or_lost_its_label_is_told()
    {
        there[Keys] = Secret("token", "one");
        await ReadAsync("token");
        there[Keys] = Secret("token", "one", null);
        await PassAsync(TimeSpan.FromSeconds(31));
        Assert.Equal([Keys], changed);
        Assert.IsType<ValueReading.NotFound>(await ReadAsync("token"));
    }

    [Fact]
    public async Task A_server_that_is_away_changes_nothing_and_is_asked_again()
    {
        there[Keys] = Secret("token", "one");
        await ReadAsync("token");
        isDown = true;
        await PassAsync(TimeSpan.FromSeconds(31));
        Assert.Equal(new ValueReading.Found("one"), await ReadAsync("token"));
        isDown = false;
        there[Keys] = Secret("token", "two");
        await PassAsync(TimeSpan.FromSeconds(31));
        Assert.Equal([Keys], changed);
    }

    [Fact]
    public async Task A_first_reading_that_fails_is_thrown_and_tried_again_by_who_asks()
    {
        isDown = true;
        await Assert.ThrowsAsync<TimeoutException>(() => ReadAsync("token"));
        isDown = false;
        there[Keys] = Secret("token", "one");
        Assert.Equal(new ValueReading.Found("one"), await ReadAsync("token"));
    }

    [Fact]
    public async Task Many_are_read_at_a_bounded_rate_and_what_is_missing_does_not_hold_up_the_others()
    {
        for (var number = 0; number < 2000; number++)
        {
            there[new("shop", $"there{number}")] = Secret("token", "one");
            await secrets.ReadAsync(new("shop", $"there{number}"), "token", default);
            await secrets.ReadAsync(new("shop", $"missing{number}"), "token", default);
        }

        time.Advance(TimeSpan.FromSeconds(31));
        asked.Clear();
        await secrets.RefreshDueAsync(default);
        Assert.Equal(50, asked.Count);
        Assert.Equal(25, asked.Count(name => name.Name.StartsWith("there", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_nobody_asks_for_any_more_is_forgotten()
    {
        await ReadAsync("token");
        time.Advance(ValuePace.Forgotten + TimeSpan.FromSeconds(1));
        asked.Clear();
        await secrets.RefreshDueAsync(default);
        Assert.Empty(asked);
    }

    private Task<ValueReading> ReadAsync(string key) => secrets.ReadAsync(Keys, key, default);

    private async Task PassAsync(TimeSpan span)
    {
        for (var passed = TimeSpan.Zero; passed < span; passed += ValuePace.Tick)
        {
            time.Advance(ValuePace.Tick);
            await secrets.RefreshDueAsync(default);
        }
    }

    private Task<JsonObject?> FindAsync(ResourceName name, CancellationToken cancel)
    {
        lock (asked)
        {
            asked.Add(name);
        }

        return isDown ? Task.FromException<JsonObject?>(new TimeoutException()) : Task.FromResult(there.GetValueOrDefault(name));
    }

    private static JsonObject Secret(string key, string value, string? label = "true")
    {
        var labels = label is null ? [] : new JsonObject { [SecretUse.Label] = label };
        return new JsonObject
        {
            ["metadata"] = new JsonObject { ["labels"] = labels },
            ["data"] = new JsonObject { [key] = Convert.ToBase64String(Encoding.UTF8.GetBytes(value)) },
        };
    }
}
