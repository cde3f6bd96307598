using Postrider.Dispatcher.Signing;
using Postrider.TestKit;
using Postrider.TestKit.Compatibility;
using Postrider.TestKit.Redis;
using StackExchange.Redis;

namespace Postrider.Dispatcher.Tests.Signing;

public sealed class SigningKeysTests : IAsyncLifetime
{
    private const string Stored = "{reg}k";
    private static readonly SigningKeyPair Configured = new("sig_one", "sig_two");
    private readonly List<SigningProgram> programs = [];
    private RedisServer redis = null!;

    public async Task InitializeAsync() => redis = await RedisServer.StartAsync();

    public async Task DisposeAsync()
    {
        foreach (var program in programs)
        {
            await program.DisposeAsync();
        }

        await redis.DisposeAsync();
    }

    [Fact]
    public async Task An_empty_store_takes_the_configured_pair_and_a_later_start_with_another_one_changes_nothing_and_says_so()
    {
        var first = Start();
        Assert.Null(await first.CheckAsync());
        Assert.Empty(first.Logged);
        var later = Start("sig_other", "sig_another", "a");
        Assert.NotNull(await later.CheckAsync()); // sealed under the pair of the first
        await redis.FlushAsync();
        await Start("sig_one", "sig_two", "a").CheckAsync();
        Assert.Null(await later.CheckAsync());
        Assert.Equal(Configured, await later.Keys.OfAsync("default"));
        Assert.Equal(Configured.For("shop"), await later.Keys.ReadAsync("shop"));
        Assert.Contains("Signing:CurrentKey and Signing:NextKey are not used", Assert.Single(later.Logged), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_programs_that_start_at_once_one_seeds_and_all_use_its_pair()
    {
        var all = Enumerable.Range(0, 8).Select(number => Start($"sig_{number}", $"sig_next_{number}", "a")).ToList();
        Assert.All(await Task.WhenAll(all.Select(program => program.CheckAsync())), Assert.Null);
        Assert.Single((await Task.WhenAll(all.Select(program => program.Keys.OfAsync("default").AsTask()))).Distinct());
    }

    [Fact]
    public async Task A_rotated_namespace_leaves_the_others_alone_also_when_it_is_default()
    {
        var (one, two) = (Start(), Start());
        var before = await two.Keys.ReadAsync("shop");
        var rotated = await one.Keys.RotateAsync("default");
        Assert.Equal(Configured.Next, rotated.Current);
        Assert.Equal(rotated, await two.Keys.ReadAsync("default"));
        Assert.Equal(before, await two.Keys.ReadAsync("shop"));
        Assert.Equal(before.Next, (await two.Keys.RotateAsync("shop")).Current);
        Assert.Equal(rotated, await one.Keys.ReadAsync("default"));
    }

    [Fact]
    [ProtocolItem(137)]
    public async Task Rotations_at_once_never_lose_a_key()
    {
        const int Rotations = 20;
        var (one, two) = (Start(), Start());
        var rotated = await Task.WhenAll(Enumerable.Range(0, Rotations).Select(number => (number % 2 == 0 ? one : two).Keys.RotateAsync("shop")));
        var byCurrent = rotated.ToDictionary(pair => pair.Current);
        var current = Configured.For("shop").Next;
        for (var step = 0; step < Rotations; step++)
        {
            current = byCurrent[current].Next; // each was made from the one before
        }

        Assert.Equal(current, (await one.Keys.ReadAsync("shop")).Next);
    }

    [Fact]
    public async Task A_running_program_signs_with_a_rotated_pair_within_two_seconds()
    {
        var (gateway, worker) = (Start(), Start());
        await worker.CheckAsync();
        await worker.Reader.StartAsync(default);
        var rotated = await gateway.Keys.RotateAsync("shop");
        await Eventually.IsTrueAsync(async () => await worker.Keys.OfAsync("shop") == rotated, "the worker has the new pair", TimeSpan.FromSeconds(6));
        await worker.Reader.StopAsync(default);
    }

    [Fact]
    public async Task A_lost_signal_is_made_up_for_by_the_next_look()
    {
        var (gateway, worker) = (Start(), Start());
        await worker.CheckAsync();
        var rotated = await gateway.Keys.RotateAsync("shop");
        Assert.NotEqual(rotated, await worker.Keys.OfAsync("shop"));
        await worker.Reader.RefreshAsync();
        Assert.Equal(rotated, await worker.Keys.OfAsync("shop"));
    }

    [Fact]
    public async Task A_flush_makes_the_configured_pair_the_first_one_again()
    {
        var (one, two) = (Start(), Start());
        await one.Keys.RotateAsync("default");
        await redis.FlushAsync();
        await two.Reader.RefreshAsync();
        Assert.Equal(Configured, await two.Keys.OfAsync("default"));
        Assert.Equal(Configured, await one.Keys.ReadAsync("default"));
        Assert.Equal(1, await redis.Database.HashLengthAsync(Stored));
    }

    [Fact]
    public async Task A_restart_finds_what_was_rotated()
    {
        var rotated = await Start().Keys.RotateAsync("default");
        var restarted = Start();
        Assert.Null(await restarted.CheckAsync());
        Assert.Equal(rotated, await restarted.Keys.OfAsync("default"));
        Assert.Empty(restarted.Logged);
    }

    [Fact]
    public async Task Keys_that_cannot_be_opened_are_told_by_one_sentence_that_names_the_settings()
    {
        await Start("sig_one", "sig_two", "a").Keys.RotateAsync("shop");
        var problem = await Start("sig_one", "sig_two", "b").CheckAsync();
        Assert.Matches("^Encryption:Keys, or Signing:CurrentKey and Signing:NextKey [^.]*\\.$", problem);
    }

    [Fact]
    public async Task Encryption_keys_may_be_added_later()
    {
        var rotated = await Start().Keys.RotateAsync("shop");
        var later = Start("sig_one", "sig_two", "a");
        Assert.Null(await later.CheckAsync());
        Assert.Equal(rotated, await later.Keys.ReadAsync("shop"));
    }

    [Fact]
    public async Task A_replaced_encryption_key_can_be_taken_out_after_a_start_with_both()
    {
        var rotated = await Start("sig_one", "sig_two", "a").Keys.RotateAsync("shop");
        Assert.Null(await Start("sig_one", "sig_two", "b", "a").CheckAsync()); // the first seals
        var later = Start("sig_one", "sig_two", "b");
        Assert.Null(await later.CheckAsync());
        Assert.Equal((rotated, Configured), (await later.Keys.ReadAsync("shop"), await later.Keys.ReadAsync("default")));
    }

    [Theory]
    [InlineData]
    [InlineData("a")]
    public async Task No_key_stands_in_redis_or_in_the_log_in_clear_and_none_can_be_moved_to_another_namespace(params string[] encryptionKeys)
    {
        var program = Start("sig_one", "sig_two", encryptionKeys);
        var rotated = await program.Keys.RotateAsync("shop");
        var entries = await redis.Database.HashGetAllAsync(Stored);
        Assert.All(entries.Select(entry => $"{entry.Value}").Concat(program.Logged), text => Assert.DoesNotContain("sig_", text, StringComparison.Ordinal));
        Assert.DoesNotContain(rotated.Next[4..], string.Concat(program.Logged), StringComparison.Ordinal);
        await redis.Database.HashSetAsync(Stored, [new HashEntry("thief", entries.Single(entry => entry.Name == "shop").Value)]);
        await Assert.ThrowsAsync<Core.Store.StoreUnavailableException>(() => program.Keys.ReadAsync("thief"));
    }

    private SigningProgram Start(string current = "sig_one", string next = "sig_two", params string[] encryptionKeys)
    {
        var program = new SigningProgram(redis.Configuration, current, next, encryptionKeys);
        programs.Add(program);
        return program;
    }
}
