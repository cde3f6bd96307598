using Postrider.TestKit.Redis;

namespace Postrider.Dispatcher.Tests.Hosting;

public sealed class SettingsTests
{
    [Theory]
    [InlineData("--Limits:MaxRetries=-1", "Limits:MaxRetries")]
    [InlineData("--Limits:MaxRetries=abc", "Limits:MaxRetries")]
    [InlineData("--Delivery:LeaseSpan=soon", "Delivery:LeaseSpan")]
    [InlineData("--Gateway:StopDelay=00:01:00", "Gateway:StopDelay")]
    [InlineData("--Retention:DeadLetters=00:00:00", "Retention:DeadLetters")]
    [InlineData("--Retention:Events=-1", "Retention:Events")]
    [InlineData("--Retention:EventBytes=-1", "Retention:EventBytes")]
    [InlineData("--Redis:Configuration=", "Redis:Configuration")]
    [InlineData("--Redis:Partitions=0", "Redis:Partitions")]
    [InlineData("--Roles=postman", "Roles")]
    [InlineData("--Encryption:Keys:a=short", "Encryption:Keys:a")]
    [InlineData("--Proxies:Trusted:0=nowhere", "Proxies:Trusted:0")]
    [InlineData("--Auth:Crossing:0=shop", "Auth:Crossing:0")]
    [InlineData("--Auth:Kubernetes:TokenReview=maybe", "Auth:Kubernetes:TokenReview")]
    [InlineData("--Auth:Kubernetes:Audience=", "Auth:Kubernetes:Audience")]
    [InlineData("--urls=nowhere", "urls")]
    [InlineData("--urls=http://127.0.0.1:99999", "urls")]
    [InlineData("--urls=http://192.0.2.1:80", "urls")]
    [InlineData("--Logging:LogLevel:Default=Loud", "Logging:LogLevel:Default is 'Loud'; expected one of Trace, ")]
    [InlineData("--Limits:MaxQueues=1.5", "Limits:MaxQueues is '1.5'; expected a whole number.")]
    [InlineData("--Limits:MaxQueues=99999999999", "Limits:MaxQueues is '99999999999'; expected a whole number.")]
    [InlineData("--Limits:MaxMessageSize=", "Limits:MaxMessageSize is ''; expected a whole number.")]
    [InlineData("--Delivery:Timeout=30s", "Delivery:Timeout is '30s'; expected a time, as hh:mm:ss, or d.hh:mm:ss with days; a bare number is days.")]
    [InlineData("--Delivery:Timeout=30", "Delivery:Timeout must be between 00:00:00.0010000 and 12:00:00, as hh:mm:ss, or d.hh:mm:ss with days; a bare number is days.")]
    [InlineData("--Retention:CompletedBytes=-1", "Retention:CompletedBytes must be between 0 and 1099511627776.")]
    [InlineData("--Auth:Tokens=secret", "Auth:Tokens is a list: give Auth:Tokens:0 and so on.")]
    [InlineData("--Auth:Tokens:0=", "Auth:Tokens:0 is empty")]
    [InlineData("--Proxies:Trusted=10.0.0.0/8", "Proxies:Trusted is a list")]
    [InlineData("--Encryption:Keys=secret", "Encryption:Keys is several settings: give Encryption:Keys:<name>.")]
    public async Task A_wrong_setting_stops_the_program_with_one_sentence_that_names_it(string setting, string key)
    {
        await using var redis = await RedisServer.StartAsync();
        await using var dispatcher = TestKit.Dispatching.Dispatcher.Begin(redis.Configuration, setting);
        await EndsNamingAsync(dispatcher, key);
    }

    [Theory]
    [InlineData("--Logging:LogLevel:Microsoft.AspNetCore=Information")]
    [InlineData("--Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics=Information")]
    public async Task Whoever_asks_for_the_log_of_requests_gets_it(string setting)
    {
        await using var redis = await RedisServer.StartAsync();
        await using var quiet = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration);
        await using var telling = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration, setting);
        await TestKit.Eventually.IsTrueAsync(() => telling.Process.Output.Contains("Request starting", StringComparison.Ordinal), "the request that asked whether it is there is told");
        Assert.DoesNotContain("Request starting", quiet.Process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_misspelt_setting_is_told_with_those_that_there_are()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var dispatcher = await TestKit.Dispatching.Dispatcher.StartAsync(
            redis.Configuration, "--Redis:Partitons=9", "--Auth:Token:0=abc", "--Auth:Kubernetes:Audiences=a", "--Limits:MaxQueues=5", "--redis:partitions=4", "--Encryption:Keys:a=cG9zdHJpZGVyLWRldmVsb3BtZW50LWtleS0zMi1ieXQ=");
        var told = await TestKit.Eventually.BecomesAsync(
            () => Task.FromResult(dispatcher.Process.Output.Split('\n').Where(line => line.Contains("is no setting", StringComparison.Ordinal)).ToList()), lines => lines.Count == 3, "three are told");
        Assert.Contains(told, line => line.Contains("Redis:Partitons is no setting of this program, and ignored; Redis has Configuration, Partitions, Tls.", StringComparison.Ordinal));
        Assert.Contains(told, line => line.Contains("Auth:Token is no setting of this program, and ignored; Auth has Crossing, Kubernetes, ReadOnlyTokens, Tokens.", StringComparison.Ordinal));
        Assert.Contains(told, line => line.Contains("Auth:Kubernetes:Audiences is no setting", StringComparison.Ordinal));
    }

    [Fact]
    public async Task While_there_is_no_redis_it_says_where_it_looks_for_one()
    {
        var port = TestKit.Processes.FreePort.Find();
        await using var dispatcher = TestKit.Dispatching.Dispatcher.Begin($"127.0.0.1:{port},password=hidden");
        await TestKit.Eventually.IsTrueAsync(
            () => dispatcher.Process.Output.Contains($"Waiting for Redis at 127.0.0.1:{port} (Redis:Configuration): ", StringComparison.Ordinal), "it says where");
        Assert.DoesNotContain("hidden", dispatcher.Process.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("clientName", dispatcher.Process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_no_Sentinel_answers_it_says_so()
    {
        await using var dispatcher = TestKit.Dispatching.Dispatcher.Begin($"127.0.0.1:{TestKit.Processes.FreePort.Find()},serviceName=orders");
        await TestKit.Eventually.IsTrueAsync(
            () => dispatcher.Process.Output.Contains("no Sentinel says which Redis is the primary of 'orders'", StringComparison.Ordinal), "it says what is missing");
    }

    [Theory]
    [InlineData("{ \"Redis\": {")]
    [InlineData("[1]")]
    public async Task A_file_of_settings_that_cannot_be_read_is_named(string text)
    {
        var folder = Directory.CreateTempSubdirectory("postrider-settings-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "appsettings.json"), text);
        await using var dispatcher = TestKit.Dispatching.Dispatcher.Begin("127.0.0.1:1", $"--contentRoot={folder}");
        await EndsNamingAsync(dispatcher, "appsettings.json");
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("defaultDatabase=99")]
    [InlineData("$EVALSHA=")]
    public async Task A_Redis_that_cannot_take_our_commands_is_named(string option)
    {
        await using var redis = await RedisServer.StartAsync();
        await using var dispatcher = TestKit.Dispatching.Dispatcher.Begin($"{redis.Configuration},{option}");
        await EndsNamingAsync(dispatcher, "Redis:Configuration cannot serve: ");
    }

    [Fact]
    public async Task Without_time_zone_data_it_refuses_to_start()
    {
        var nothing = Directory.CreateTempSubdirectory("postrider-no-zones-").FullName;
        await using var dispatcher = TestKit.Dispatching.Dispatcher.Begin("127.0.0.1:1", new Dictionary<string, string> { ["TZDIR"] = nothing });
        await dispatcher.Process.WaitForExitAsync(TimeSpan.FromSeconds(30));
        Directory.Delete(nothing);
        Assert.Equal(1, dispatcher.Process.ExitCode);
        Assert.StartsWith("The time zone Europe/Berlin cannot be loaded:", dispatcher.Process.Output, StringComparison.Ordinal);
        Assert.Single(dispatcher.Process.Output.Split('\n'));
    }

    [Fact]
    public async Task Another_number_of_partitions_refuses_to_start()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var first = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration);
        await using var second = TestKit.Dispatching.Dispatcher.Begin(redis.Configuration, "--Redis:Partitions=8");
        await second.Process.WaitForExitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal("Redis:Partitions is 8, but this Redis was set up with 4.", second.Process.Output);
    }

    [Fact]
    public async Task Signing_keys_that_cannot_be_opened_refuse_to_start()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var first = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration);
        await using var second = TestKit.Dispatching.Dispatcher.Begin(redis.Configuration, "--Encryption:Keys:a=YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWE=");
        await second.Process.WaitForExitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(1, second.Process.ExitCode);
        Assert.StartsWith("Encryption:Keys, or Signing:CurrentKey and Signing:NextKey", second.Process.Output, StringComparison.Ordinal);
        Assert.Single(second.Process.Output.Split('\n'));
    }

    [Fact]
    public async Task A_dispatcher_prints_the_four_settings_and_stops_when_asked()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var dispatcher = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration);
        await TestKit.Eventually.IsTrueAsync(
            () => new[] { "QSTASH_URL=" + dispatcher.Url, "QSTASH_TOKEN=", "QSTASH_CURRENT_SIGNING_KEY=sig_", "QSTASH_NEXT_SIGNING_KEY=sig_" }
                .All(line => dispatcher.Process.Output.Contains(line, StringComparison.Ordinal)), "the settings are printed");
        Assert.Equal(0, await dispatcher.Process.StopAsync(TimeSpan.FromSeconds(30)));
    }

    private static async Task EndsNamingAsync(TestKit.Dispatching.Dispatcher dispatcher, string what)
    {
        await dispatcher.Process.WaitForExitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(1, dispatcher.Process.ExitCode);
        Assert.Contains(what, dispatcher.Process.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", dispatcher.Process.Output, StringComparison.Ordinal);
        Assert.Single(dispatcher.Process.Output.Split('\n'));
    }
}
