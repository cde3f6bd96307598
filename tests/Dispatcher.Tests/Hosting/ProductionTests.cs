using System.Net;
using Postrider.Dispatcher.Signing;
using Postrider.TestKit.Dispatching;
using Postrider.TestKit.Redis;

namespace Postrider.Dispatcher.Tests.Hosting;

public sealed class ProductionTests
{
    private static readonly string[] OwnKeys = ["--environment=Production", "--Signing:CurrentKey=sig_one", "--Signing:NextKey=sig_two"];

    [Theory]
    [InlineData("http://127.0.0.1:9/x", "loopback")]
    [InlineData("http://127.1/x", "loopback")]
    [InlineData("http://2130706433/", "loopback")]
    [InlineData("http://0x7f000001/", "loopback")]
    [InlineData("http://[::1]:80/", "loopback")]
    [InlineData("http://[::ffff:127.0.0.1]/", "loopback")]
    [InlineData("http://0.0.0.0/", "loopback")]
    [InlineData("http://169.254.169.254/latest/meta-data", "forbidden")]
    public async Task An_address_that_no_delivery_may_reach_is_refused_when_it_is_published(string url, string kind)
    {
        await using var redis = await RedisServer.StartAsync();
        await using var dispatcher = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration, [.. OwnKeys, "--Roles=gateway", "--Auth:Tokens:0=secret"]);
        using var api = new PublishApi(dispatcher.Url, "secret");
        var answer = await api.PublishAsync(url);
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.StartsWith($"invalid destination url: endpoint resolves to a {kind} address: ", answer.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Auth:Tokens:0", "eyJVc2VySUQiOiJkZWZhdWx0VXNlciIsIlBhc3N3b3JkIjoiZGVmYXVsdFBhc3N3b3JkIn0=")]
    [InlineData("Signing:NextKey", SigningOptions.DevelopmentCurrentKey)]
    public async Task What_everybody_knows_is_no_secret_and_stops_the_program(string setting, string value)
    {
        await using var redis = await RedisServer.StartAsync();
        await using var dispatcher = TestKit.Dispatching.Dispatcher.Begin(redis.Configuration, [.. OwnKeys, $"--{setting}={value}"]);
        await dispatcher.Process.WaitForExitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(1, dispatcher.Process.ExitCode);
        Assert.StartsWith($"{setting} is a well-known development ", dispatcher.Process.Output, StringComparison.Ordinal);
        Assert.Single(dispatcher.Process.Output.Split('\n'));
    }
}
